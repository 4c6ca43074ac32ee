"""Title, summary, other names and sources bring who wrote them into a copy, without any block."""

import pytest
from django.db import DatabaseError
from wagtail.models import Page

from content_models.pages import HubPage, LifestylePage
from content_models.publishing import Refusal
from editorial.signoff.models import PageCopy, SignOff
from tests.factories.pages import edit, home, section
from tests.flows.test_copied_words import (
    copied,
    copied_by_nobody,
    copied_in_the_admin,
    copied_twice,
    copied_without_revisions,
    hands,
    translated,
    translated_in_the_admin,
    writer,
)
from tests.signing import publish

__all__ = ["writer"]

ROUTES = [
    copied, copied_by_nobody, copied_in_the_admin, copied_twice, copied_without_revisions,
    translated, translated_in_the_admin,
]  # fmt: skip


def begun(writer, *, below=None, slug="feber"):
    """A draft whose text was not begun: title, summary and other names alone."""
    parent = below or home()
    page = LifestylePage(
        title="Feber", slug=slug, live=False, owner=writer, locale=parent.locale,
        summary="Ta 20 paracetamol om dagen.", synonyms="Varme", references_waiver="Kjent.",
    )  # fmt: skip
    parent.add_child(instance=page)
    page.save_revision(user=writer)
    return page


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.__name__)
def test_who_wrote_a_title_and_a_summary_signs_them_in_no_copy(house, writer, route):
    copy = route(begun(writer), house)
    assert writer.pk in hands(copy)
    edit(copy, author=house["author"], body=[section("Hvil.")])
    page = Page.objects.get(pk=copy.pk).specific
    with pytest.raises(Refusal) as refused:
        publish(page, author=house["author"], desk=house["desk"], clinicians=[writer])
    assert "four-eyes" in [reason.code for reason in refused.value.reasons]
    assert not SignOff.objects.exists()


def test_the_pages_below_a_copy_bring_theirs(house, writer):
    top = HubPage(title="Plager", slug="plager", live=False, owner=house["author"])
    home().add_child(instance=top)
    begun(writer, below=top)
    copy = top.copy(
        recursive=True, copy_revisions=False, keep_live=False, user=house["author"],
        update_attrs={"slug": "plager-kopi"},
    )  # fmt: skip
    assert writer.pk in hands(copy.get_children().get())


def test_that_a_page_is_a_copy_is_never_taken_back(house, writer):
    copied(begun(writer), house)
    for change in (
        PageCopy.objects.all().delete,
        lambda: PageCopy.objects.update(source_id=1),
    ):
        with pytest.raises(DatabaseError):
            change()
    assert PageCopy.objects.count() == 1
