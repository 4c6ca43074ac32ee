"""What may be kept as a synonym, a stop word or a bet. Pure: values in, every reason out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _

from content_models.blank import is_blank
from content_models.publishing import Reason
from search.analysis.folding import MAX_WORD, fold, words
from search.analysis.shipped import (
    FAMILIES,
    LONGEST,
    ONE_WAY,
    TWO_WAY,
    Phrase,
    StopRow,
    SynonymRow,
    key_of,
)

LONGEST_PHRASE: Final = 80
LONGEST_REASON: Final = 500
MOST_OTHERS: Final = 20
MOST_SYNONYMS: Final = 5000  # of a language; a query looks up phrases, so the limit is for people
MOST_BETS: Final = 5  # for one query; more would be a list of its own
MOST_WORDS_OF_BET: Final = 8
LONGEST_BET: Final = timedelta(days=366)  # nobody looks again at what never ends


class SynonymGraph:
    """Which phrase leads to which, over the synonyms in use of one language."""

    def __init__(self, rows: Iterable[SynonymRow], *, family: str, stops: frozenset[str]) -> None:
        self.family = family
        self.stops = stops
        self.size = 0
        self._leads: dict[Phrase, set[Phrase]] = {}
        self._sources: set[tuple[str, ...]] = set()
        for row in rows:
            self.add(row)

    def key(self, text: str) -> Phrase:
        return key_of(text, family=self.family, stops=self.stops)

    def add(self, row: SynonymRow) -> None:
        """Take in a row that was accepted."""
        self.size += 1
        for source, target in row.pairs():
            self._leads.setdefault(self.key(source), set()).add(self.key(target))
            self._sources.add(tuple(words(source)))

    def has(self, source: str, target: str) -> bool:
        """True where the one already stands for the other."""
        return self.key(target) in self._leads.get(self.key(source), ())

    def reaches(self, source: str, target: str) -> bool:
        """True where following synonyms from `source` comes to `target`."""
        wanted, front, seen = self.key(target), [self.key(source)], set[Phrase]()
        while front:
            at = front.pop()
            for following in self._leads.get(at, ()):
                if following == wanted:
                    return True
                if following not in seen:
                    seen.add(following)
                    front.append(following)
        return False

    def has_synonyms_of(self, word: str) -> bool:
        """True where the word itself has synonyms; not one that shares its stem, as dem, demens."""
        return (fold(word),) in self._sources


def synonym_reasons(row: SynonymRow, *, graph: SynonymGraph) -> list[Reason]:
    """Every reason against this synonym beside those of `graph`, which must not hold itself."""
    found = _reason_reasons(row.why)
    if row.family not in FAMILIES or row.kind not in (ONE_WAY, TWO_WAY):
        return [*found, Reason("choice", _("Choose a language and a direction."))]
    phrases = [*([row.source] if row.kind == ONE_WAY else []), *row.others]
    for phrase in phrases:
        found += _phrase_reasons(phrase, stops=graph.stops)
    least = 1 if row.kind == ONE_WAY else 2
    if not least <= len(row.others) <= MOST_OTHERS:
        text = _("Give between %(least)d and %(most)d phrases.")
        found.append(Reason("size", text % {"least": least, "most": MOST_OTHERS}))
    if row.kind == TWO_WAY and row.source:
        found.append(Reason("size", _("A two-way synonym has no phrase of its own before it.")))
    if graph.size >= MOST_SYNONYMS:
        text = _("There are %(most)d synonyms already; switch some off first.")
        found.append(Reason("size", text % {"most": MOST_SYNONYMS}))
    if not found:
        found += _double_reasons(phrases, graph=graph) or _loop_reasons(row, graph=graph)
    return found


def _reason_reasons(why: str) -> list[Reason]:
    if is_blank(why):
        return [Reason("reason", _("Say why: without a reason nobody can judge it later."))]
    if len(why) > LONGEST_REASON:
        text = _("The reason is longer than %(most)d characters.")
        return [Reason("reason", text % {"most": LONGEST_REASON})]
    return []


def _phrase_reasons(phrase: str, *, stops: frozenset[str], most: int = LONGEST) -> list[Reason]:
    found = words(phrase)
    shown = {"phrase": phrase[:LONGEST_PHRASE], "most": most, "longest": LONGEST_PHRASE}
    if not found:
        return [Reason("empty", _("“%(phrase)s” has no letters or digits to search for.") % shown)]
    if len(phrase) > LONGEST_PHRASE or any(len(word) >= MAX_WORD for word in found):
        text = _("“%(phrase)s” is longer than %(longest)d characters, or has a word that is.")
        return [Reason("too-long", text % shown)]
    if all(word in stops for word in found):
        text = _("“%(phrase)s” is nothing but stop words, which say nothing about what is sought.")
        return [Reason("stop-word", text % shown)]
    if len([word for word in found if word not in stops]) > most:
        text = _("“%(phrase)s” has more than %(most)d words beside stop words.")
        return [Reason("too-long", text % shown)]
    return []


def _double_reasons(phrases: Sequence[str], *, graph: SynonymGraph) -> list[Reason]:
    """Phrases that are the same to search, whatever their endings and accents."""
    seen: dict[Phrase, str] = {}
    found = []
    for phrase in phrases:
        key = graph.key(phrase)
        if key in seen:
            text = _("“%(first)s” and “%(second)s” are the same to search already.")
            found.append(Reason("double", text % {"first": seen[key], "second": phrase}))
        seen.setdefault(key, phrase)
    return found


def _loop_reasons(row: SynonymRow, *, graph: SynonymGraph) -> list[Reason]:
    found = []
    for source, target in row.pairs():
        shown = {"source": source, "target": target}
        if graph.has(source, target):
            text = _("“%(source)s” stands for “%(target)s” already.")
            found.append(Reason("double", text % shown))
        elif graph.reaches(target, source):
            text = _(
                "“%(target)s” leads back to “%(source)s” already: that is a loop. Put both into "
                "one two-way synonym instead."
            )
            found.append(Reason("loop", text % shown))
    return found


def stop_word_reasons(row: StopRow, *, others: frozenset[str], graph: SynonymGraph) -> list[Reason]:
    """Every reason against this stop word; `others` are the folded ones in use beside it."""
    found = _reason_reasons(row.why)
    if row.family not in FAMILIES:
        found.append(Reason("choice", _("Choose a language.")))
    parts = words(row.word)
    shown = {"word": row.word[:LONGEST_PHRASE]}
    if len(parts) != 1:
        found.append(Reason("empty", _("“%(word)s” is not one word.") % shown))
    elif len(row.word) > MAX_WORD:
        found.append(Reason("too-long", _("“%(word)s” is too long.") % shown))
    elif any(letter.isdigit() for letter in row.word):
        text = _("“%(word)s” has a digit: codes and phone numbers are never left out.")
        found.append(Reason("digit", text % shown))
    elif fold(row.word) in others:
        found.append(Reason("double", _("“%(word)s” is a stop word already.") % shown))
    elif graph.has_synonyms_of(row.word):
        text = _("“%(word)s” has synonyms in use; switch them off first.")
        found.append(Reason("has-synonym", text % shown))
    return found


@dataclass(frozen=True, slots=True)
class BetRow:
    """A bet as the rules see it."""

    kind: str
    lang: str
    query: str
    content_id: str
    expires_on: date
    why: str


def bet_reasons(
    row: BetRow, *, today: date, is_public: bool, beside: Sequence[BetRow], stops: frozenset[str]
) -> list[Reason]:
    """Every reason against this bet; `beside` are those in use for the same query."""
    found = _reason_reasons(row.why)
    found += _phrase_reasons(row.query, stops=stops, most=MOST_WORDS_OF_BET)
    if not is_public:
        found.append(Reason("not-public", _("The item is not public in this language.")))
    if row.expires_on < today:
        found.append(Reason("expired", _("The last day has passed.")))
    elif row.expires_on > today + LONGEST_BET:
        text = _("The last day is more than a year ahead; somebody must look again before that.")
        found.append(Reason("too-far", text))
    if any(other.content_id == row.content_id for other in beside):
        text = _("There is a bet on this item for this query already.")
        found.append(Reason("double", text))
    if sum(other.kind == row.kind for other in beside) >= MOST_BETS:
        text = _("There are %(most)d such bets for this query already.")
        found.append(Reason("size", text % {"most": MOST_BETS}))
    return found
