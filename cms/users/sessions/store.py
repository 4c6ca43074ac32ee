"""Sessions that end on the server: after 12 hours, and after 30 minutes without a hand in them.

Django's own end is a date that each save moves on, by the clock of the web process. Here a session
has two moments in the database, by its clock, and is found only while both are young enough.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.db import DatabaseError, IntegrityError, models, transaction

from cms.users.models import AdminSession
from editorial.editions.clock import DatabaseNow

# A working day with its breaks; who works longer proves once who they are.
LONGEST: Final = timedelta(hours=12)
# As long as a screen may stand open in an empty room.
IDLE: Final = timedelta(minutes=30)
# A hand that is seen more often than this is not written down again.
SEEN_AGAIN: Final = timedelta(seconds=15)
SWEPT: Final = 100


def living() -> models.Q:
    """Sessions that have not ended."""
    return models.Q(
        began_at__gt=DatabaseNow() - LONGEST,
        began_at__lte=DatabaseNow() + IDLE,
        seen_at__gt=DatabaseNow() - IDLE,
        seen_at__lte=DatabaseNow() + IDLE,
    )


def seconds_left(*, began_at: datetime, seen_at: datetime, now: datetime) -> tuple[int, int]:
    """Until the session ends if nobody does anything, and until it ends whatever is done."""
    total = (began_at + LONGEST - now).total_seconds()
    idle = (seen_at + IDLE - now).total_seconds()
    return max(0, int(min(idle, total))), max(0, int(total))


class SessionStore(db.SessionStore):
    """Django's sessions in the database, with ends that are enforced where they are read."""

    @classmethod
    def get_model_class(cls) -> type[AdminSession]:  # type: ignore[override]
        return AdminSession

    def _get_session_from_db(self) -> AdminSession | None:  # type: ignore[override]
        row = AdminSession.objects.filter(living(), session_key=self.session_key).first()
        if row is None:
            self._session_key = None
        return row

    def create_model_instance(self, data: dict[str, Any]) -> AdminSession:  # type: ignore[override]
        return AdminSession(
            session_key=self._get_or_create_session_key(),  # type: ignore[attr-defined]
            session_data=self.encode(data),  # type: ignore[attr-defined]
        )

    def save(self, must_create: bool = False) -> None:
        """Write the data; the two moments are not data, and stay.

        Raises CreateError where the key is taken, UpdateError where the session is gone meanwhile.
        """
        if self.session_key is None:
            self.create()
            return
        row = self.create_model_instance(self._get_session(no_load=must_create))  # type: ignore[attr-defined]
        try:
            with transaction.atomic():
                row.save(
                    force_insert=must_create,
                    update_fields=None if must_create else ["session_data"],
                )
        except IntegrityError as error:
            raise CreateError if must_create else error from error
        except DatabaseError as error:
            raise error if must_create else UpdateError from error

    def cycle_key(self) -> None:
        """Another key for the same session: it ends when it would have ended."""
        before = AdminSession.objects.filter(pk=self.session_key).first()
        super().cycle_key()
        if before is not None:
            self._moments_set(began_at=before.began_at, seen_at=before.seen_at)

    def begin(self) -> None:
        """A person has just proven who they are: the time of this session begins."""
        self._moments_set(began_at=DatabaseNow(), seen_at=DatabaseNow())
        self.clear_expired()

    def touch(self) -> None:
        """A person has done something. What has ended stays ended."""
        AdminSession.objects.filter(
            living(), pk=self.session_key, seen_at__lt=DatabaseNow() - SEEN_AGAIN
        ).update(seen_at=DatabaseNow())

    def left(self) -> tuple[int, int]:
        """Seconds left, as `seconds_left`; zeros where the session has ended."""
        row = (
            AdminSession.objects.filter(living(), pk=self.session_key)
            .annotate(now=DatabaseNow())
            .first()
        )
        if row is None:
            return 0, 0
        return seconds_left(began_at=row.began_at, seen_at=row.seen_at, now=row.now)

    @classmethod
    def clear_expired(cls) -> None:
        """Delete some of those that have ended; each log-in does, so nothing needs a schedule."""
        ended = AdminSession.objects.filter(~living()).order_by("seen_at").values("pk")[:SWEPT]
        AdminSession.objects.filter(pk__in=list(ended.values_list("pk", flat=True))).delete()

    def _moments_set(self, **moments: Any) -> None:
        AdminSession.objects.filter(pk=self.session_key).update(**moments)
