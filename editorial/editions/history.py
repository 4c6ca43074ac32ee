"""What the log says of one item so far: read once, used by the gate and by the recorder."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, F, Func, IntegerField, JSONField, Max, Value

from editorial.editions.models import Edition
from editorial.signoff.models import SignOff

_SQL = """
SELECT helsekilde_now(),
       greatest((SELECT max(published_at) FROM editions_edition
         WHERE content_id = %(content_id)s AND lang = %(lang)s
           AND (clinical_digest <> %(digest)s OR action = 'withdrawn'
                OR editions_drops_label(envelope, %(demonstration)s, %(machine_translated)s))),
                asked.stopped_at),
       greatest((SELECT max(published_at) FROM editions_edition
         WHERE content_id = %(content_id)s AND lang = %(lang)s
           AND editions_needs_new_review(action, envelope, actor_id)), asked.stopped_at),
       (SELECT id FROM editions_edition WHERE content_id = %(content_id)s AND lang = %(lang)s
         ORDER BY number DESC LIMIT 1),
       (SELECT content_id FROM editions_publicpath WHERE lang = %(lang)s AND path = %(path)s),
       asked.is_stopping, asked.is_taking_back,
       editions_promised(%(content_id)s, %(lang)s, NULL)
  FROM editions_asked(%(content_id)s, %(lang)s) asked
"""


@dataclass(frozen=True)
class ItemHistory:
    """`moment` is the database's own clock. Sign-offs must be younger than `boundary`: the last
    edition that said something else, that withdrew the item, or that carried a label which is to
    come off. Sign-offs of a review that was begun before `withdrawn_at` do not count at all. A wish
    to withdraw is a withdrawal here, also where nothing was public; `is_stopping` says that one
    waits to be carried out, `is_taking_back` that a signature waits to be taken back. `promised` is
    until when the public may count on the text (`editions_promised`), None where nothing stands.
    """

    moment: datetime
    boundary: datetime | None
    withdrawn_at: datetime | None
    latest: Edition | None
    path_holder: UUID | None
    is_stopping: bool
    is_taking_back: bool
    promised: datetime | None


def item_history(
    *, content_id: UUID, lang: str, digest: str, path: str,
    demonstration: bool = True, machine_translated: bool = True,
) -> ItemHistory:  # fmt: skip
    """Read the history of one item; two queries at most. The labels are those it shall carry."""
    values: dict[str, Any] = {
        "content_id": content_id, "lang": lang, "digest": digest, "path": path,
        "demonstration": demonstration, "machine_translated": machine_translated,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SQL, values)
        row = cursor.fetchone()
    moment, boundary, withdrawn_at, latest_id, holder, is_stopping, is_taking_back, promised = row
    latest = Edition.objects.get(pk=latest_id) if latest_id else None
    return ItemHistory(
        moment=moment, boundary=boundary, withdrawn_at=withdrawn_at, latest=latest,
        path_holder=holder, is_stopping=is_stopping, is_taking_back=is_taking_back,
        promised=promised,
    )  # fmt: skip


def takes_label_off(labels: dict[str, bool]) -> Func:
    """Of a sign-off in a query: was it given for a text with a label that the next edition lacks?

    `labels` are those it shall carry, by their names in a document.
    """
    return Func(
        F("id"), Value(None, output_field=IntegerField()),
        Value(labels, output_field=JSONField()),
        function="editions_signed_label_off", output_field=BooleanField(),
    )  # fmt: skip


def last_withdrawn_at(*, content_id: UUID, lang: str) -> datetime | None:
    """When the text was last stopped in a way that takes a new review; None where never."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT greatest((SELECT max(published_at) FROM editions_edition"
            " WHERE content_id = %(content_id)s AND lang = %(lang)s"
            " AND editions_needs_new_review(action, envelope, actor_id)),"
            " (SELECT stopped_at FROM editions_asked(%(content_id)s, %(lang)s)))",
            {"content_id": content_id, "lang": lang},
        )
        moment: datetime | None = cursor.fetchone()[0]
    return moment


def last_signed_revision_id(*, content_id: UUID, lang: str, page_id: int) -> int | None:
    """The revision that the newest edition's sign-offs were given for; None before the first.

    Everybody who wrote in a later revision is barred from signing it. An edition that repeats a
    sign-off (a correction, a move) does not shorten that. In a page that takes the place of another
    one nothing was signed yet.
    """
    signoffs = (
        Edition.objects.filter(content_id=content_id, lang=lang)
        .exclude(action="withdrawn")
        .order_by("-number")
        .values_list("signoff_ids", flat=True)
        .first()
    )
    if not signoffs:
        return None
    signed = SignOff.objects.filter(pk__in=signoffs, page_id=page_id)
    newest: int | None = signed.aggregate(newest=Max("revision_id"))["newest"]
    return newest
