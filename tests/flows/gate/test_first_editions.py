"""A first edition is the first, of its page's kind and in the class that was signed."""

import pytest
from django.db import DatabaseError

from content_models.pages import PAGE_TYPES
from editorial.editions.models import Edition
from tests.flows.gate.forging import article_forge

KINDS = sorted(kind.document_type for kind in PAGE_TYPES)


@pytest.fixture
def forge(text, house):
    page, step = text
    both = (house["clinician"], house["second"])

    def write(change=lambda article: None, by=both, **said):
        article_forge(page, step, by=by, change=change, **said)
        return Edition.objects.get()

    return write


def test_one_that_is_true_is_accepted(forge):
    made = forge()
    assert (made.number, made.kind, made.risk_class) == (1, "lifestyle", "A")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "lifestyle"])
def test_no_page_is_public_as_one_of_another_kind(forge, kind):
    with pytest.raises(DatabaseError, match="The kind is not that of the page"):
        forge(lambda article: article.update(type=kind), kind=kind)
    assert not Edition.objects.exists()


@pytest.mark.parametrize("number", [0, 2])
def test_its_number_is_one(forge, number):
    with pytest.raises(DatabaseError, match="Edition numbers begin at 1 and have no gaps"):
        forge(number=number)
    assert not Edition.objects.exists()


@pytest.mark.parametrize("risk", ["B", "C", "D"])
def test_one_signature_is_not_enough_by_a_milder_class_than_the_draft_has(forge, house, risk):
    """Readers see the class, and it is what says how many have to sign and how often."""
    with pytest.raises(DatabaseError, match="The risk class is not that of the revision"):
        forge(lambda article: article.update(riskClass=risk), by=(house["clinician"],), risk=risk)
    assert not Edition.objects.exists()
