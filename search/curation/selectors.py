"""What is read of the editors' words and bets."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import Error, connections

from editorial.people.groups import CHIEF, DESK
from editorial.people.selectors import is_in_group
from search.analysis.groups import group_of, languages_of
from search.analysis.lists import word_lists
from search.curation import active
from search.curation.active import ALIAS, KeptBet, bet_key
from search.curation.models import Bet, Change, Entry, StopWord, Synonym

SOON: Final = timedelta(days=14)
KINDS: Final[dict[str, type[Entry]]] = {
    model.kind_name: model for model in (Synonym, StopWord, Bet)
}
_PUBLIC: Final = """
SELECT content_id::text, lang, title FROM editions_current
 WHERE content_id = ANY (%s::uuid[]) AND lang = ANY (%s) AND state = 'current'
   AND (public_until IS NULL OR public_until > helsekilde_now())
"""
_TODAY: Final = f"SELECT helsekilde_today(), ARRAY(SELECT content_id FROM ({_PUBLIC}) public)"  # noqa: S608 - constants only


@dataclass(frozen=True, slots=True)
class Bets:
    """Content ids that stand first, in this order, and those that stand last."""

    best: tuple[str, ...] = ()
    worst: tuple[str, ...] = ()


def may_curate(*, user: Any) -> bool:
    """Desk editors and editors-in-chief keep the search's words; being a superuser is no part."""
    return is_in_group(user=user, name=DESK) or is_in_group(user=user, name=CHIEF)


def bets_for(*, query: str, lang: str) -> Bets:
    """The bets on exactly this query, in any order and inflection of its words.

    An expired bet never applies, nor a best bet on an item that is no longer public. Costs one
    read, and only where the query has a bet; where the database does not answer there are none.
    """
    table = active.bets()
    if not table:
        return Bets()
    stops = word_lists().stop_words[group_of(lang)]
    return bets_of(table.get(bet_key(query, lang=lang, stops=stops), ()), lang=lang)


def bets_of(kept: Collection[KeptBet], *, lang: str) -> Bets:
    """Those of the bets that apply today, on items that are public."""
    if not kept:
        return Bets()
    langs = languages_of(group_of(lang))
    try:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(_TODAY, [[bet.content_id for bet in kept], list(langs)])
            today, public = cursor.fetchone()
    except Error:
        return Bets()
    valid = [bet for bet in kept if bet.expires_on >= today]
    best = [bet.content_id for bet in valid if bet.kind == "best" and bet.content_id in public]
    return Bets(
        best=tuple(dict.fromkeys(best)),
        worst=tuple(dict.fromkeys(bet.content_id for bet in valid if bet.kind == "worst")),
    )


def public_titles(content_ids: Iterable[str | UUID], *, lang: str) -> dict[str, str]:
    """Content id → title of those that are public in the language or its other written form."""
    langs = languages_of(group_of(lang))
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_PUBLIC, [[str(each) for each in content_ids], list(langs)])
        rows = cursor.fetchall()
    # The language asked for comes last, so that its title wins.
    rows.sort(key=lambda row: row[1] == lang)
    return {content_id: title for content_id, _lang, title in rows}


@dataclass(frozen=True, slots=True)
class BetTrouble:
    """Bets that an editor has to look at."""

    not_public: list[Bet] = field(default_factory=list)
    expired: list[Bet] = field(default_factory=list)
    soon: list[Bet] = field(default_factory=list)


def bet_trouble(*, today: date) -> BetTrouble:
    """Bets in use that do not work any more, or not for long."""
    found = BetTrouble()
    by_lang: dict[str, list[Bet]] = {}
    for bet in Bet.objects.filter(is_active=True):
        by_lang.setdefault(bet.lang, []).append(bet)
    for lang, bets in sorted(by_lang.items()):
        public = public_titles({bet.content_id for bet in bets}, lang=lang)
        for bet in bets:
            if bet.expires_on < today:
                found.expired.append(bet)
            elif str(bet.content_id) not in public:
                found.not_public.append(bet)
            elif bet.expires_on <= today + SOON:
                found.soon.append(bet)
    return found


def history_of(entry: Entry) -> list[Change]:
    """All changes of an entry, the newest first."""
    return list(Change.objects.filter(kind=entry.kind_name, entry_id=entry.pk).order_by("-pk"))
