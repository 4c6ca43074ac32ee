"""Changes of the editors' words and bets. Each is checked whole, and kept with who made it."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from content_models.publishing import Reason, Refusal
from editorial.editions.clock import database_today
from search.analysis.folding import fold
from search.analysis.groups import group_of
from search.analysis.shipped import FAMILIES
from search.curation import active
from search.curation.models import Action, Bet, Change, Entry, StopWord, Synonym, Version
from search.curation.rules import (
    BetRow,
    SynonymGraph,
    bet_reasons,
    stop_word_reasons,
    synonym_reasons,
)
from search.curation.selectors import KINDS, may_curate, public_titles


class CurationRefused(Refusal):
    """A change was not accepted."""


@transaction.atomic
def entry_save(*, actor: Any, entry: Entry) -> Entry:
    """Add an entry or change it. Raises CurationRefused with every reason."""
    _line_up()
    _tidy(entry)
    before = _stored(entry)
    reasons = entry_reasons(actor=actor, entry=entry)
    if reasons:
        raise CurationRefused(reasons)
    if before == entry.values():
        return entry
    return _write(actor, entry, before=before, action=_action(before, entry))


@transaction.atomic
def entry_switch(*, actor: Any, entry: Entry, on: bool) -> Entry:
    """Put an entry out of use, or into use again as if it were new."""
    entry.is_active = on
    return entry_save(actor=actor, entry=entry)


@transaction.atomic
def entry_restore(*, actor: Any, change: Change) -> Entry:
    """Bring an entry back to how it was before a change, if it may be so today."""
    _line_up()
    entry = KINDS[change.kind]._default_manager.get(pk=change.entry_id)
    before = entry.values()
    if change.before is None:
        entry.is_active = False
    else:
        entry.take(change.before)
    reasons = entry_reasons(actor=actor, entry=entry)
    if reasons:
        raise CurationRefused(reasons)
    if before == entry.values():
        return entry
    return _write(actor, entry, before=before, action=Action.RESTORED)


def entry_reasons(*, actor: Any, entry: Entry) -> list[Reason]:
    """Every reason against the entry as it stands. Switching off is never refused to an editor."""
    found = []
    if not may_curate(user=actor):
        text = _("Only desk editors and editors-in-chief keep the search's words.")
        found.append(Reason("not-entitled", text))
    if not Version.objects.exists():
        text = _("The shipped words are not loaded yet (manage.py search_words_load).")
        found.append(Reason("not-loaded", text))
    if (_stored(entry) or {}) | {"is_active": False} == entry.values():
        return found
    if isinstance(entry, Synonym):
        found += _synonym_reasons(entry)
    elif isinstance(entry, StopWord):
        found += _stop_word_reasons(entry)
    elif isinstance(entry, Bet):
        found += _bet_reasons(entry)
    return found


def stop_words_in_use(family: str, *, beside: int | None = None) -> frozenset[str]:
    """The folded stop words in use, without one row's."""
    rows = StopWord.objects.filter(family=family, is_active=True)
    return frozenset(fold(row.word) for row in rows if row.pk != beside)


def graph_in_use(family: str, *, beside: int | None = None) -> SynonymGraph:
    """The synonyms in use, without one row's."""
    rows: Iterable[Synonym] = Synonym.objects.filter(family=family, is_active=True)
    return SynonymGraph(
        (row.row() for row in rows if row.pk != beside),
        family=family,
        stops=stop_words_in_use(family),
    )


def _synonym_reasons(entry: Synonym) -> list[Reason]:
    family = entry.family if entry.family in FAMILIES else FAMILIES[0]
    return synonym_reasons(entry.row(), graph=graph_in_use(family, beside=entry.pk))


def _stop_word_reasons(entry: StopWord) -> list[Reason]:
    family = entry.family if entry.family in FAMILIES else FAMILIES[0]
    others = stop_words_in_use(family, beside=entry.pk)
    return stop_word_reasons(entry.row(), others=others, graph=graph_in_use(family))


def _bet_reasons(entry: Bet) -> list[Reason]:
    stops = stop_words_in_use(group_of(entry.lang))
    key = active.bet_key(entry.query, lang=entry.lang, stops=stops)
    beside = [
        _bet_row(other)
        for other in Bet.objects.filter(lang=entry.lang, is_active=True).exclude(pk=entry.pk)
        if active.bet_key(other.query, lang=other.lang, stops=stops) == key
    ]
    is_public = str(entry.content_id) in public_titles([entry.content_id], lang=entry.lang)
    return bet_reasons(
        _bet_row(entry),
        today=database_today(),
        is_public=is_public,
        beside=beside,
        stops=stops,
    )


def _bet_row(bet: Bet) -> BetRow:
    return BetRow(bet.kind, bet.lang, bet.query, str(bet.content_id), bet.expires_on, bet.reason)


def _line_up() -> None:
    """One change at a time, so that what was checked still holds when it is written."""
    Version.objects.select_for_update().first()


def _tidy(entry: Entry) -> None:
    """One space between words, none around them."""
    for name in entry.editable:
        value = getattr(entry, name)
        if isinstance(value, str):
            setattr(entry, name, " ".join(value.split()))
        elif isinstance(value, list):
            setattr(entry, name, [" ".join(part.split()) for part in value])


def _stored(entry: Entry) -> dict[str, Any] | None:
    kept = type(entry)._default_manager.filter(pk=entry.pk).first() if entry.pk else None
    return kept.values() if kept else None


def _action(before: dict[str, Any] | None, entry: Entry) -> Action:
    if before is None:
        return Action.CREATED
    if before | {"is_active": entry.is_active} != entry.values():
        return Action.CHANGED
    return Action.SWITCHED_ON if entry.is_active else Action.SWITCHED_OFF


def _write(actor: Any, entry: Entry, *, before: dict[str, Any] | None, action: Action) -> Entry:
    entry.is_touched = True
    entry.save()
    Change.objects.create(
        kind=entry.kind_name,
        entry_id=entry.pk,
        action=action,
        before=before,
        after=entry.values(),
        actor_id=actor.pk,
        actor_name=actor.get_full_name() or actor.get_username(),
    )
    transaction.on_commit(active.recheck)
    return entry
