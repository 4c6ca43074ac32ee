"""How search stands: what each engine holds beside what is public, and what wants a person."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import connections

from editorial.editions.consumers.selectors import Standing, standings

if TYPE_CHECKING:
    from search.engines.elasticsearch.status import ServerStatus

_EMBEDDED: Final = """
SELECT (SELECT count(*) FROM search_document),
       (SELECT count(*) FROM editions_publicdocument WHERE state = 'current'),
       (SELECT count(*) FROM search_document s
         WHERE NOT EXISTS (SELECT 1 FROM editions_publicdocument d
                            WHERE d.content_id::text = s.content_id AND d.lang = s.lang
                              AND d.state = 'current' AND d.number = s.number))
"""


@dataclass(slots=True)
class Report:
    """Lines to read, and problems: what a person has to do something about."""

    lines: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def search_report() -> Report:
    """Everything about search, for an operator."""
    report = Report()
    _embedded(report)
    if settings.ELASTICSEARCH_URL:
        _elasticsearch(report)
    else:
        report.lines.append("elasticsearch  not configured (ELASTICSEARCH_URL is empty)")
    return report


def _embedded(report: Report) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(_EMBEDDED)
        documents, public, wrong = cursor.fetchone()
    report.lines.append(f"embedded       {documents} documents, {public} public")
    if documents != public or wrong:
        report.problems.append(
            f"The embedded index holds {documents} documents, {wrong} of them not the public ones; "
            f"{public} are public. Run: manage.py search_rebuild --engine embedded"
        )


def _elasticsearch(report: Report) -> None:
    from search.engines.elasticsearch import NAME, connection
    from search.engines.elasticsearch.status import server_status

    server = server_status(connection.client(), prefix=settings.ELASTICSEARCH_INDEX_PREFIX)
    standing = next((each for each in standings() if each.name == NAME), None)
    if server.error:
        report.lines.append(f"elasticsearch  does not answer: {server.error}")
        report.problems.append(
            "Elasticsearch does not answer; the embedded engine does. What is published meanwhile "
            "is added by itself when it is back."
        )
    else:
        report.lines.append(f"elasticsearch  {server.version}")
        _families(report, server, is_behind=bool(standing and standing.behind))
    if standing:
        _standing(report, standing)


def _families(report: Report, server: "ServerStatus", *, is_behind: bool) -> None:
    rebuild = "Run: manage.py search_rebuild --engine elasticsearch"
    for each in server.families:
        report.lines.append(
            f"  {each.family}           {each.documents} documents, {each.public} public, "
            f"{each.tombstones} tombstones  {each.index or 'no index'}"
        )
        if not each.index:
            report.problems.append(f"There is no index for {each.family}. {rebuild}")
        elif each.documents != each.public and not is_behind and not server.is_rebuilding:
            report.problems.append(
                f"The index for {each.family} holds {each.documents} documents; "
                f"{each.public} are public. {rebuild}"
            )
    if server.is_rebuilding:
        report.lines.append("  being rebuilt")
    elif server.orphans:
        names = ", ".join(server.orphans)
        report.problems.append(f"Left by a rebuild that was killed: {names}. {rebuild}")
    if server.former:
        names = ", ".join(server.former)
        report.problems.append(f"Built for an earlier version of Helsekilde: {names}. {rebuild}")


def _standing(report: Report, standing: Standing) -> None:
    report.lines.append(
        f"  log          {standing.state}, at {standing.seq}, {standing.behind} behind"
    )
    if standing.state == "resync":
        report.problems.append(
            "The log was restored to an earlier state. Run: manage.py search_rebuild"
        )
    elif standing.state == "paused":
        report.problems.append(f"The consumer pauses: {standing.error}")
    elif standing.is_late:
        report.problems.append(
            f"{standing.behind} entries wait and nobody follows the log: is `manage.py worker` up?"
        )
    if standing.parked:
        report.problems.append(
            f"{standing.parked} items could not be indexed: manage.py consumers list elasticsearch"
        )
