"""A house for races: its people, its texts, and what must be so when both have ended."""

from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from content_models.pages import LifestylePage
from editorial.editions.models import Edition, LogEntry
from editorial.people import groups
from editorial.workflow.models import ClinicalTaskState
from tests.factories import people
from tests.factories.pages import draft
from tests.signing import act, sign_data, submit

# A text that the public reads on a sign-off that does not stand, or that somebody had stopped after
# it was given; and one whose page says otherwise than the log.
_UNSIGNED = """
SELECT d.lang || '/' || d.path FROM editions_shown d
  JOIN editions_edition e ON e.id = d.edition_id
 WHERE d.state = 'current' AND (
       cardinality(e.signoff_ids) = 0
       OR EXISTS (SELECT 1 FROM unnest(e.signoff_ids) AS named (id)
                    LEFT JOIN signoff_signoff s ON s.id = named.id
                    LEFT JOIN signoff_signoffrevocation r ON r.signoff_id = s.id
                   WHERE s.id IS NULL OR r.id IS NOT NULL OR s.clinical_digest <> e.clinical_digest
                      OR EXISTS (SELECT 1 FROM editions_withdrawalwish w
                                  WHERE w.content_id = e.content_id AND w.lang = e.lang
                                    AND w.wished_at >= s.signed_at)
                      OR EXISTS (SELECT 1 FROM editions_edition x
                                  WHERE x.content_id = e.content_id AND x.lang = e.lang
                                    AND x.action = 'withdrawn' AND x.number < e.number
                                    AND x.published_at >= s.signed_at))
       OR NOT EXISTS (SELECT 1 FROM wagtailcore_page g WHERE g.id = d.page_id AND g.live))
"""


@dataclass
class House:
    """People with papers, and a counter that names texts."""

    people: dict[str, Any] = field(default_factory=dict)
    texts: int = 0

    @classmethod
    def made(cls) -> "House":
        return cls(
            people={
                "author": people.user("author", groups.AUTHORS),
                "desk": people.user("desk", groups.DESK),
                "clinician": people.clinician("clinician"),
                "second": people.clinician("second"),
                "duty": people.user("duty", groups.DUTY),
            }
        )

    def draft(self, **fields: Any) -> Any:
        self.texts += 1
        slug = f"tekst-{self.texts}"
        author = self.people["author"]
        return draft(LifestylePage, author=author, slug=slug, title=slug.title(), **fields)

    def published(self, **fields: Any) -> Any:
        page = self.draft(**fields)
        step = self.in_clinic(page)
        self.sign(step, "clinician")
        return LifestylePage.objects.get(pk=page.pk)

    def changed(self, page: Any, **fields: Any) -> Any:
        """A newer draft of a text."""
        newer = page.get_latest_revision_as_object()
        newer.title = f"{page.title} på nytt"
        for name, value in fields.items():
            setattr(newer, name, value)
        newer.save_revision(user=self.people["author"])
        return newer

    def in_clinic(self, page: Any) -> int:
        """Walk a draft to the clinicians; returns the step."""
        state = submit(page, by=self.people["author"])
        act(state, "approve", by=self.people["desk"])
        state.refresh_from_db()
        return int(state.current_task_state_id)

    def sign(self, step: int, who: str) -> None:
        """Sign the text of a step, as the button does."""
        state = ClinicalTaskState.objects.get(pk=step)
        data = sign_data(state.revision.as_object())
        state.task.specific.on_action(state, self.people[who], "sign", **data)


def unsigned() -> list[str]:
    """What the public reads and may not."""
    with connection.cursor() as cursor:
        cursor.execute(_UNSIGNED)
        return [path for (path,) in cursor.fetchall()]


def state_of(page: Any) -> str:
    """How the public finds a text: "current", "withdrawn", or "" where nothing ever was public."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state FROM editions_shown WHERE content_id = %s AND lang = 'nb'",
            [page.translation_key],
        )
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def has_gaps() -> bool:
    """True where the log has lost its order, or an edition is not in it."""
    last = LogEntry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    entries = LogEntry.objects.count()
    of_editions = LogEntry.objects.filter(edition__isnull=False).count()
    return last != entries or Edition.objects.count() != of_editions
