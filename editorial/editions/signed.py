"""Texts with signatures that would let them go public, whatever kept them back so far."""

from uuid import UUID

from django.db import connection

# A sign-off that an edition names, or that is older than the newest edition or stop of its text,
# brings nothing out any more.
_SIGNED = """
SELECT DISTINCT s.lang
  FROM signoff_signoff s
 WHERE s.content_id = %(content_id)s
   AND signoff_review(s.task_state_id, s.signed_by_id, s.revision_id) IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM signoff_signoffrevocation r WHERE r.signoff_id = s.id)
   AND NOT EXISTS (
       SELECT 1 FROM editions_edition e WHERE e.content_id = s.content_id AND e.lang = s.lang
          AND (e.published_at >= s.signed_at OR s.id = ANY (e.signoff_ids)))
   AND NOT EXISTS (
       SELECT 1 FROM editions_wishing h WHERE h.content_id = s.content_id AND h.lang = s.lang
          AND h.stops AND h.wished_at >= s.signed_at)
"""


def signed_langs(*, content_id: UUID) -> set[str]:
    """The languages of an item in which sign-offs stand that no edition was made of yet.

    Their texts may be on the clock, or in a review that goes on; or they were taken off the clock,
    or refused at their hour, and one click would bring them out.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SIGNED, {"content_id": content_id})
        return {lang for (lang,) in cursor.fetchall()}
