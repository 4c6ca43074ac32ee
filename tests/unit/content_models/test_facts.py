"""The identifier of a fact is signed with its versions: then it stays."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from content_models.facts.models import Fact, FactVersion
from content_models.publishing import Refusal
from editorial.signoff.facts import fact_version_sign

REASON = (
    "The identifier is part of what was signed: it can not be changed, because this fact has "
    "signed versions. Make a new fact instead."
)


@pytest.fixture
def version(house):
    """An unsigned version of a fact."""
    fact = Fact.objects.create(key="nodnummer", kind="phone", name="Nødnummer")
    found = FactVersion(fact=fact, author=house["author"])
    found.text_nb = "113"
    found.save()
    return found


@pytest.fixture
def signed(version, house):
    return fact_version_sign(
        version=version, signer=house["clinician"], shown_digest=version.wording_digest()
    )


def still_signed(version):
    version = FactVersion.objects.get(pk=version.pk)
    assert version.fact.key == "nodnummer"
    return version.is_signed


def test_the_key_of_a_signed_fact_stays_and_its_name_does_not_have_to(signed, in_english):
    fact = Fact.objects.get()
    fact.key, fact.name = "alarm", "Alarm"
    with pytest.raises(Refusal) as refusal:
        fact.save()
    assert [(row.code, row.text) for row in refusal.value.reasons] == [("signed-key", REASON)]
    assert still_signed(signed)
    assert Fact.objects.get().name == "Nødnummer"
    fact.key = "nodnummer"
    fact.save()
    assert Fact.objects.get().name == "Alarm"


def test_the_form_says_why_and_changes_nothing(signed, client, house, in_english):
    client.force_login(house["superuser"])
    path = reverse("wagtailsnippets_content_models_fact:edit", args=[signed.fact_id])
    page = client.post(path, {"key": "alarm", "kind": "phone", "name": "Alarm"})
    assert page.context["form"].errors == {"key": [REASON]}
    assert still_signed(signed)
    client.post(path, {"key": "nodnummer", "kind": "phone", "name": "Alarm"})
    assert Fact.objects.get().name == "Alarm"


def test_the_copying_form_is_not_there(signed, client, house):
    client.force_login(house["superuser"])
    path = f"/admin/snippets/content_models/fact/copy/{signed.fact_id}/"
    client.post(path, {"key": "alarm", "kind": "phone", "name": "Alarm"})
    assert list(Fact.objects.values_list("key", flat=True)) == ["nodnummer"]


def test_the_database_refuses_it_by_every_other_route(signed):
    with (
        pytest.raises(DatabaseError, match="Fact nodnummer has signed versions"),
        transaction.atomic(),
    ):
        Fact.objects.update(key="alarm")
    assert still_signed(signed)


def test_an_unsigned_fact_may_be_called_otherwise(version):
    version.fact.key = "alarm"
    version.fact.save()
    Fact.objects.update(key="alarmen")
    assert Fact.objects.get().key == "alarmen"
