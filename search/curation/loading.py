"""The shipped words, checked and brought into the tables. Repeating it changes nothing.

A row that an editor has touched is left as it is, for good. A row that is no longer shipped goes,
and one whose reason has changed is brought up to date, where no editor has touched it. A shipped
row that does not go together with editors' rows comes in switched off, and is reported.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from content_models.publishing import Reason
from search.analysis import shipped
from search.analysis.folding import fold
from search.analysis.shipped import FAMILIES, StopRow, SynonymRow
from search.curation.models import Origin, StopWord, Synonym, Version
from search.curation.rules import SynonymGraph, stop_word_reasons, synonym_reasons


class ShippedWordsInvalid(ValueError):
    """The shipped files can not be used. Says every reason."""


@dataclass(slots=True)
class LoadReport:
    """What one load has done; `kept_off` are shipped rows that editors' rows stand against."""

    added: int = 0
    updated: int = 0
    removed: int = 0
    kept_off: list[str] = field(default_factory=list)


def shipped_checked() -> tuple[list[SynonymRow], list[StopRow]]:
    """The shipped rows. Raises ShippedWordsInvalid with every reason against any of them."""
    try:
        stops = shipped.stop_rows()
        synonyms = [row for family in FAMILIES for row in shipped.synonym_rows(family)]
    except (ValueError, KeyError, TypeError) as error:
        raise ShippedWordsInvalid(str(error)) from error
    faults = []
    for family in FAMILIES:
        left_out = frozenset(fold(row.word) for row in stops if row.family == family)
        graph = SynonymGraph([], family=family, stops=left_out)
        for row in synonyms:
            if row.family == family:
                faults += _faults(row, synonym_reasons(row, graph=graph))
                graph.add(row)
        for stop in stops:
            if stop.family == family:
                others = left_out - {fold(stop.word)}
                faults += _faults(stop, stop_word_reasons(stop, others=others, graph=graph))
    if faults:
        raise ShippedWordsInvalid("\n".join(faults))
    return synonyms, stops


def _faults(row: SynonymRow | StopRow, reasons: Sequence[Reason]) -> list[str]:
    return [f"{row}: {reason.text}" for reason in reasons]


@transaction.atomic
def words_load() -> LoadReport:
    """Bring the shipped words into the tables. Raises ShippedWordsInvalid, changing nothing."""
    synonyms, stops = shipped_checked()
    Version.objects.get_or_create(pk=1)
    Version.objects.select_for_update().get(pk=1)
    report = LoadReport()
    _stop_words_load(stops, report)
    _synonyms_load(synonyms, report)
    return report


def shipped_key(row: SynonymRow | StopRow) -> str:
    """Names a shipped row by its content without the reason, so that the reason may be mended."""
    if isinstance(row, StopRow):
        parts: list[object] = [row.family, fold(row.word)]
    else:
        parts = [row.family, row.kind, row.source, list(row.others)]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _stop_words_load(rows: Iterable[StopRow], report: LoadReport) -> None:
    by_key = {shipped_key(row): row for row in rows}
    known = {entry.shipped_key: entry for entry in StopWord.objects.exclude(shipped_key="")}
    _refresh(StopWord, known, {key: row.why for key, row in by_key.items()}, report)
    used = set(StopWord.objects.filter(is_active=True).values_list("family", "word"))
    taken = {(family, fold(word)) for family, word in used}
    new = []
    for key, row in by_key.items():
        if key in known:
            continue
        # An editor's own row of the same word makes the shipped one superfluous.
        is_active = (row.family, fold(row.word)) not in taken
        if not is_active:
            report.kept_off.append(row.word)
        new.append(
            StopWord(
                family=row.family, word=row.word, reason=row.why, origin=Origin.SHIPPED,
                shipped_key=key, is_active=is_active,
            )
        )  # fmt: skip
    if new:
        report.added += len(StopWord.objects.bulk_create(new))


def _synonyms_load(rows: Iterable[SynonymRow], report: LoadReport) -> None:
    by_key = {shipped_key(row): row for row in rows}
    known = {entry.shipped_key: entry for entry in Synonym.objects.exclude(shipped_key="")}
    _refresh(Synonym, known, {key: row.why for key, row in by_key.items()}, report)
    new = []
    for family in FAMILIES:
        graph = SynonymGraph(
            (entry.row() for entry in Synonym.objects.filter(family=family, is_active=True)),
            family=family,
            stops=frozenset(
                fold(word)
                for word in StopWord.objects.filter(family=family, is_active=True).values_list(
                    "word", flat=True
                )
            ),
        )
        touched = {_head(entry.row(), graph) for entry in known.values() if entry.is_touched}
        for key, row in by_key.items():
            if row.family != family or key in known:
                continue
            # What an editor has switched off does not come back in other words.
            is_active = _head(row, graph) not in touched and not synonym_reasons(row, graph=graph)
            if is_active:
                graph.add(row)
            else:
                report.kept_off.append(row.source or " = ".join(row.others))
            new.append(
                Synonym(
                    family=family, direction=row.kind, source=row.source, others=list(row.others),
                    reason=row.why, origin=Origin.SHIPPED, shipped_key=key, is_active=is_active,
                )
            )  # fmt: skip
    if new:
        report.added += len(Synonym.objects.bulk_create(new))


def _head(row: SynonymRow, graph: SynonymGraph) -> tuple[str, ...]:
    return graph.key(row.source or row.others[0])


def _refresh(
    model: type[Synonym] | type[StopWord],
    known: dict[str, Synonym] | dict[str, StopWord],
    reasons: dict[str, str],
    report: LoadReport,
) -> None:
    """Mend reasons and remove what is no longer shipped, where no editor's hand is in it."""
    gone = [entry.pk for key, entry in known.items() if key not in reasons and not entry.is_touched]
    if gone:
        model.objects.filter(pk__in=gone).delete()
        report.removed += len(gone)
    for key, entry in known.items():
        if key in reasons and not entry.is_touched and entry.reason != reasons[key]:
            entry.reason = reasons[key]
            entry.save()
            report.updated += 1
