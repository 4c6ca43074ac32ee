"""How a text stands now, read by SQL: what the log has, where it waits, what is planned."""

from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

_STANDING = """
SELECT p.id,
       ARRAY(SELECT e.action FROM editions_edition e
              WHERE e.content_id = p.translation_key AND e.lang = l.language_code
              ORDER BY e.number),
       (SELECT CASE WHEN w.status = 'needs_changes' THEN 'author'
                    WHEN EXISTS (SELECT 1 FROM workflow_clinicaltaskstate c
                                  WHERE c.taskstate_ptr_id = w.current_task_state_id)
                         THEN 'clinicians'
                    ELSE 'desk' END
          FROM wagtailcore_workflowstate w
         WHERE w.object_id = p.id::text AND w.status IN ('in_progress', 'needs_changes')),
       (SELECT count(*) FROM signoff_signoff s
         WHERE s.page_id = p.id
           AND NOT EXISTS (SELECT 1 FROM signoff_signoffrevocation r WHERE r.signoff_id = s.id)),
       (SELECT max(r.approved_go_live_at) FROM wagtailcore_revision r
         WHERE r.object_id = p.id::text),
       (SELECT s.state FROM editions_shown s
         WHERE s.content_id = p.translation_key AND s.lang = l.language_code),
       (SELECT count(*) FROM editions_withdrawalwish w
         WHERE w.content_id = p.translation_key AND w.lang = l.language_code
           AND NOT EXISTS (SELECT 1 FROM editions_wishoutcome o WHERE o.wish_id = w.id)),
       p.live
  FROM wagtailcore_page p JOIN wagtailcore_locale l ON l.id = p.locale_id
 WHERE p.id = ANY (%s)
"""


@dataclass(frozen=True)
class Standing:
    """One text in one language.

    `log` are the actions of its editions in their order, `step` who has it ("" where nobody
    reviews it), `signed` how many sign-offs of it stand, `clock` when it shall go live (as a screen
    says it), `public` what readers meet ("text", "notice" or ""), and `waits` whether a withdrawal
    is wished for and not in the log.
    """

    log: str = ""
    step: str = ""
    signed: int = 0
    clock: str = ""
    public: str = ""
    waits: bool = False


_PUBLIC = {None: "", "current": "text", "withdrawn": "notice"}


def standings(page_ids: list[int]) -> dict[int, Standing]:
    """How these texts stand, by the id of their page."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [page_ids])
        rows = cursor.fetchall()
    found = {}
    for pk, actions, step, signed, clock, state, wishes, live in rows:
        # The page says of itself what the log says, or one of them is wrong.
        assert live == bool(actions and actions[-1] != "withdrawn"), (pk, actions, live)
        found[pk] = Standing(
            log=" ".join(actions),
            step=step or "",
            signed=signed,
            clock=timezone.localtime(clock).strftime("%d.%m.%Y %H:%M") if clock else "",
            public=_PUBLIC[state],
            waits=bool(wishes),
        )
    return found
