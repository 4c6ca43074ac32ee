"""Nobody signs their own words in a copy: contributions follow the words, by every route."""

import itertools

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.models import Locale, Page, Revision

from content_models.pages import LifestylePage
from content_models.publishing import Refusal
from editorial.people import groups
from editorial.signoff.models import Contribution, SignOff
from tests.factories import people
from tests.factories.pages import draft, edit, home
from tests.signing import act, publish, sign_data, submit

slugs = (f"kopi-{number}" for number in itertools.count())


@pytest.fixture
def writer(house):
    """A clinician who also writes."""
    account = people.clinician("legeforfatter")
    account.groups.add(people.Group.objects.get(name=groups.AUTHORS))
    return account


def hands(page):
    rows = Contribution.objects.filter(page_id=page.pk)
    return set(rows.values_list("user_id", flat=True))


def refused_to(page, *, signer, house):
    """Codes of the reasons why somebody may not sign the newest text of a page."""
    state = submit(page, by=house["superuser"])
    act(state, "approve", by=house["desk"])
    state.refresh_from_db()
    data = sign_data(state.current_task_state.revision.as_object())
    with pytest.raises(Refusal) as refused:
        act(state, "sign", by=signer, **data)
    assert not SignOff.objects.filter(page_id=page.pk).exists()
    return [reason.code for reason in refused.value.reasons]


def forge(page, *, signer, like, step=None):
    """A sign-off typed by hand with the application's password, in the name of somebody."""
    row = SignOff.objects.get(pk=like.pk)
    row.pk, row.task_state_id, row._state.adding = None, step, True
    row.page_id, row.content_id = page.pk, page.translation_key
    row.lang, row.revision = page.locale.language_code, page.get_latest_revision()
    row.signed_by = signer
    row.credential = signer.reviewer_profile.credentials.get()
    row.declaration = signer.reviewer_profile.declarations.get()
    row.save(force_insert=True)


def translated(page, house):
    return page.copy_for_translation(Locale.objects.get(language_code="nn"), copy_parents=True)


def translated_in_the_admin(page, house):
    client = Client()
    client.force_login(house["superuser"])
    locale = Locale.objects.get(language_code="nn")
    address = reverse("simple_translation:submit_page_translation", args=[page.pk])
    client.post(address, {"locales": [locale.pk], "include_subtree": ""})
    return page.get_translation(locale).specific


def copied_in_the_admin(page, house):
    client, slug = Client(), next(slugs)
    client.force_login(house["superuser"])
    parent = page.get_parent().pk
    client.post(
        reverse("wagtailadmin_pages:copy", args=[page.pk]),
        {"new_title": "Kopi", "new_slug": slug, "new_parent_page": parent},
    )
    return Page.objects.get(slug=slug).specific


def copied(page, house, **how):
    return page.copy(
        update_attrs={"slug": next(slugs)}, keep_live=False, user=house["superuser"], **how
    )


def copied_without_revisions(page, house):
    return copied(page, house, copy_revisions=False)


def copied_by_nobody(page, house):
    return page.copy(update_attrs={"slug": next(slugs)}, keep_live=False, copy_revisions=False)


def copied_twice(page, house):
    return copied(copied_by_nobody(page, house), house)


def converted(page, house):
    """An alias, which only SQL can make, becomes a page of its own."""
    copy = copied_by_nobody(page, house)
    Revision.objects.filter(object_id=str(copy.pk)).delete()
    Page.objects.filter(pk=copy.pk).update(alias_of=page.pk, latest_revision=None)
    alias = Page.objects.get(pk=copy.pk).specific
    ConvertAliasPageAction(alias, user=house["superuser"]).execute(skip_permission_checks=True)
    return Page.objects.get(pk=copy.pk).specific


def written_by_hand(page, house):
    """A revision of another page with the same words, in SQL, of which nobody is the author."""
    other = LifestylePage(
        title="Annen", slug=next(slugs), locale=page.locale, live=False, owner=house["superuser"]
    )
    home().add_child(instance=other)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO wagtailcore_revision (content_type_id, base_content_type_id, object_id,"
            " content, created_at, object_str) SELECT content_type_id, base_content_type_id, %s,"
            " jsonb_set(content, '{pk}', to_jsonb(%s::int)), now(), '' FROM wagtailcore_revision"
            " WHERE id = %s RETURNING id",
            [str(other.pk), other.pk, page.latest_revision_id],
        )
        (number,) = cursor.fetchone()
    Page.objects.filter(pk=other.pk).update(latest_revision=number)
    return Page.objects.get(pk=other.pk).specific


def moved_to_another_page(page, house):
    """The revision itself is given to another page."""
    other = written_by_hand(draft(author=house["author"], slug=next(slugs)), house)
    extra = page.save_revision(user=house["author"])
    Revision.objects.filter(pk=extra.pk).update(object_id=str(other.pk))
    Page.objects.filter(pk=other.pk).update(latest_revision=extra.pk)
    return other


def joined_to_the_item(page, house):
    """A draft that somebody else wrote becomes the item's text in another language."""
    other = draft(lang="nn", author=house["author"], slug=next(slugs))
    Page.objects.filter(pk=other.pk).update(translation_key=page.translation_key)
    return Page.objects.get(pk=other.pk).specific


ROUTES = [
    translated, translated_in_the_admin, copied, copied_in_the_admin, copied_without_revisions,
    copied_by_nobody, copied_twice, converted, written_by_hand, moved_to_another_page,
    joined_to_the_item,
]  # fmt: skip


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.__name__)
def test_who_wrote_the_words_signs_them_in_no_copy(house, published, writer, route):
    """Not by a click, and not by SQL. The text was published since they wrote in it."""
    page = published(draft(author=writer, text="Mine ord."))
    edit(page, author=house["author"], summary="Ny ingress.")
    signature = SignOff.objects.get()
    copy = route(Page.objects.get(pk=page.pk).specific, house)
    assert writer.pk in hands(copy)
    with pytest.raises(DatabaseError, match="Nobody signs what they wrote"):
        forge(copy, signer=writer, like=signature)
    if route is not written_by_hand:
        assert "four-eyes" in refused_to(copy, signer=writer, house=house)


@pytest.mark.parametrize("route", [translated_in_the_admin, copied_in_the_admin])
def test_who_pressed_has_a_hand_in_the_copy(house, writer, route):
    page = draft(author=writer)
    copy = route(page, house)
    assert hands(copy) == {writer.pk, house["superuser"].pk}


def test_a_block_that_is_taken_over_later_brings_who_wrote_it(house, writer):
    """The words of a block that keeps its identifier, put into a page that exists already."""
    page, other = draft(author=writer), draft(author=house["author"], slug="annen")
    assert writer.pk not in hands(other)
    edit(other, author=house["author"], body=page.body)
    assert writer.pk in hands(other)
    assert "four-eyes" in refused_to(other, signer=writer, house=house)


def test_who_wrote_in_the_original_after_the_copy_may_sign_the_copy(house, published, writer):
    page = draft(author=house["author"])
    copy = copied(page, house)
    edit(page, author=writer, summary="Skrevet etter kopien.")
    assert writer.pk not in hands(copy)
    publish(copy, author=house["author"], desk=house["desk"], clinicians=[writer])
    assert Page.objects.get(pk=copy.pk).live


def test_who_signed_the_original_may_sign_the_copy(house, published, live):
    copy = copied(live, house)
    published(copy)
    assert [row.signed_by_id for row in SignOff.objects.all()] == [house["clinician"].pk] * 2


def test_once_signed_and_published_the_copy_is_like_any_text(house, published, writer):
    """The words that came with the copy are signed; who writes next is barred, and nobody else."""
    copy = copied(draft(author=writer), house)
    page = published(copy)
    edit(page, author=house["author"], summary="Ny ingress.")
    publish(page, author=house["author"], desk=house["desk"], clinicians=[writer])
    assert SignOff.objects.filter(page_id=page.pk, signed_by=writer).exists()


@pytest.mark.parametrize("barred", ["owner", "submitter", "earlier"])
def test_sql_bars_all_whom_the_rules_bar(house, published, writer, barred):
    """A hand-written sign-off is refused for the owner, who submitted, and earlier revisions."""
    signature = SignOff.objects.get(
        page_id=published(draft(author=house["author"], slug="annen")).pk
    )
    page = draft(author=writer if barred == "earlier" else house["author"])
    if barred == "owner":
        Page.objects.filter(pk=page.pk).update(owner=writer)
    edit(page, author=house["author"], summary="Ny ingress.")
    step = submit(page, by=writer).current_task_state_id if barred == "submitter" else None
    with pytest.raises(DatabaseError, match="Nobody signs what they wrote"):
        forge(page, signer=writer, like=signature, step=step)


def test_where_words_came_from_is_written_by_the_database_alone(house, writer):
    page = draft(author=writer)
    for statement in (
        "DELETE FROM signoff_textblock",
        "UPDATE signoff_textblock SET page_id = 0",
        "INSERT INTO signoff_textblock (block_id, page_id) VALUES (gen_random_uuid(), 1)",
        "UPDATE signoff_contribution SET user_id = 0",
        "UPDATE signoff_attribution SET user_id = 0",
        "DELETE FROM signoff_attribution",
    ):
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute(statement)
    assert writer.pk in hands(page)
