"""Changes of what editors keep: checked whole, with history, and only by those who may."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import (
    IntegrityError,
    InternalError,
    ProgrammingError,
    connection,
    connections,
    transaction,
)
from django.utils import timezone, translation

from content_models.publishing import Refusal
from search.curation.models import Bet, Change, StopWord, Synonym, Version
from search.curation.services import CurationRefused, entry_restore, entry_save, entry_switch
from tests.factories import pages
from tests.patience import SECONDS

pytestmark = pytest.mark.django_db


def synonym(source: str = "honningsyke", *others: str, **fields: Any) -> Synonym:
    values = {"family": "no", "direction": "one_way", "reason": "Folk sier det.", **fields}
    return Synonym(source=source, others=list(others or ("diabetes",)), **values)


def history(entry: Any) -> list[tuple[str, str]]:
    rows = Change.objects.filter(kind=entry.kind_name, entry_id=entry.pk).order_by("pk")
    return [(row.action, row.actor_name) for row in rows]


@pytest.mark.parametrize("role", ["author", "clinician", "duty", "superuser"])
def test_others_than_desk_and_chief_are_refused_and_nothing_changes(
    house: dict[str, Any], role: str
) -> None:
    mark = Version.objects.get().mark
    stop_word = StopWord.objects.get(family="no", word="ikke")
    for attempt in (
        lambda: entry_save(actor=house[role], entry=synonym()),
        lambda: entry_switch(actor=house[role], entry=stop_word, on=False),
    ):
        with pytest.raises(CurationRefused) as refused:
            attempt()
        assert [reason.code for reason in refused.value.reasons] == ["not-entitled"]
    assert Version.objects.get().mark == mark
    assert Change.objects.count() == 0


def test_an_inactive_account_may_nothing(house: dict[str, Any]) -> None:
    house["desk"].is_active = False
    with pytest.raises(CurationRefused):
        entry_save(actor=house["desk"], entry=synonym())


def test_every_change_is_kept_with_who_made_it(house: dict[str, Any]) -> None:
    entry = entry_save(actor=house["desk"], entry=synonym("  sukker   syke ", " diabetes "))
    assert (entry.source, entry.others) == ("sukker syke", ["diabetes"])
    entry_save(actor=house["desk"], entry=entry)  # nothing changed, nothing kept
    entry.others = ["diabetes", "insulin"]
    entry_save(actor=house["chief"], entry=entry)
    entry_switch(actor=house["desk"], entry=entry, on=False)
    entry_switch(actor=house["desk"], entry=entry, on=True)
    assert history(entry) == [
        ("created", "desk"), ("changed", "chief"), ("switched_off", "desk"),
        ("switched_on", "desk"),
    ]  # fmt: skip
    change = Change.objects.get(action="changed")
    assert (change.before["others"], change.after["others"]) == (
        ["diabetes"],
        ["diabetes", "insulin"],
    )


def test_history_can_not_be_rewritten(house: dict[str, Any]) -> None:
    entry_save(actor=house["desk"], entry=synonym())
    for statement in ("UPDATE curation_change SET actor_name = 'x'", "DELETE FROM curation_change"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)


def test_a_change_is_taken_back_and_that_is_a_change_too(house: dict[str, Any]) -> None:
    entry = entry_save(actor=house["desk"], entry=synonym())
    entry.others = ["insulin"]
    entry_save(actor=house["desk"], entry=entry)
    entry_restore(actor=house["chief"], change=Change.objects.get(action="changed"))
    entry.refresh_from_db()
    assert entry.others == ["diabetes"]
    assert history(entry)[-1] == ("restored", "chief")
    entry_restore(actor=house["chief"], change=Change.objects.get(action="created"))
    entry.refresh_from_db()
    assert not entry.is_active  # before it was made, it was not in use


def test_what_may_not_be_so_any_more_is_not_restored(house: dict[str, Any]) -> None:
    entry = entry_save(actor=house["desk"], entry=synonym())
    entry_switch(actor=house["desk"], entry=entry, on=False)
    entry_save(actor=house["desk"], entry=synonym("diabetes", "honningsyke"))
    with pytest.raises(Refusal) as refused:
        entry_restore(actor=house["desk"], change=Change.objects.get(action="switched_off"))
    assert [reason.code for reason in refused.value.reasons] == ["loop"]
    entry.refresh_from_db()
    assert not entry.is_active
    assert len(history(entry)) == 2


def test_a_bet_survives_its_values_going_through_history(
    house: dict[str, Any], published: Any
) -> None:
    item = published(pages.draft(author=house["author"])).translation_key
    last = timezone.localdate() + timedelta(days=9)
    entry = Bet(
        kind="best", lang="nb", query="søvn", content_id=item, expires_on=last, reason="Ja."
    )
    entry_save(actor=house["desk"], entry=entry)
    entry.expires_on = last + timedelta(days=9)
    entry_save(actor=house["desk"], entry=entry)
    entry_restore(actor=house["desk"], change=Change.objects.get(action="changed"))
    kept = Bet.objects.get()
    assert (kept.content_id, kept.expires_on, kept.position) == (item, last, 1)


def test_a_bet_on_what_is_not_public_is_refused(house: dict[str, Any]) -> None:
    entry = Bet(
        kind="worst", lang="nb", query="søvn", content_id=uuid.uuid4(), reason="Ja.",
        expires_on=timezone.localdate(),
    )  # fmt: skip
    with pytest.raises(CurationRefused) as refused, translation.override("en"):
        entry_save(actor=house["desk"], entry=entry)
    assert [reason.text for reason in refused.value.reasons] == [
        "The item is not public in this language."
    ]
    assert Bet.objects.count() == 0


def test_before_the_shipped_words_are_loaded_nothing_is_kept(house: dict[str, Any]) -> None:
    Version.objects.all().delete()
    with pytest.raises(CurationRefused) as refused:
        entry_save(actor=house["desk"], entry=synonym())
    assert [reason.code for reason in refused.value.reasons] == ["not-loaded"]


def test_the_database_itself_refuses_what_would_break_a_search(db: str) -> None:
    for values in ({"family": "de"}, {"direction": "up"}, {"reason": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            synonym(**values).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.create(pk=2)


def test_any_write_gives_another_mark(db: str) -> None:
    marks = [Version.objects.get().mark]
    synonym().save()
    marks.append(Version.objects.get().mark)
    Synonym.objects.update(reason="En annen.")
    marks.append(Version.objects.get().mark)
    Synonym.objects.all().delete()
    marks.append(Version.objects.get().mark)
    assert len(set(marks)) == 4


def test_the_public_role_reads_words_and_no_person(house: dict[str, Any]) -> None:
    entry_save(actor=house["desk"], entry=synonym())
    with connections["public"].cursor() as cursor:
        for table in ("version", "synonym", "stopword", "bet"):
            cursor.execute(f"SELECT * FROM curation_{table}")
            assert not [each for each in cursor.description if "actor" in each.name]
    for table in ("change", "judgedset", "judgedquery"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            connections["public"].cursor() as cursor,
        ):
            cursor.execute(f"SELECT 1 FROM curation_{table}")
    with (
        pytest.raises(InternalError, match="read-only"),
        connections["public"].cursor() as cursor,
    ):
        cursor.execute("UPDATE curation_version SET mark = gen_random_uuid()")


def test_two_editors_at_once_can_not_make_a_loop(house: dict[str, Any]) -> None:
    start = threading.Barrier(2)

    def save(source: str, other: str) -> list[str]:
        try:
            start.wait(timeout=SECONDS)
            entry_save(actor=house["desk"], entry=synonym(source, other))
        except CurationRefused as refused:
            return [reason.code for reason in refused.reasons]
        finally:
            connections.close_all()
        return []

    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(save, *pair) for pair in (("rygg", "bak"), ("bak", "rygg"))]
        outcomes = sorted(each.result(timeout=SECONDS) for each in done)
    assert outcomes == [[], ["loop"]]
    assert Synonym.objects.filter(origin="editor").count() == 1
