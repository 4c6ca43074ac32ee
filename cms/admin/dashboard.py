"""The panels of the dashboard: what waits for whom. Each person sees what they can act on."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cms.admin.authority import authority_rows
from cms.admin.notices import notice_rows
from cms.admin.panels import HousePanel, TextsPanel
from cms.admin.permissions import has_in_name, may_see_log
from cms.admin.selectors import (
    TextRow,
    changed_since_signed,
    facts_waiting_for,
    parked_count,
    reviews_due,
    texts_of,
    waiting_for,
)
from cms.admin.signoff_rows import vouched_for_by
from cms.admin.unfinished import (
    hidden_texts,
    overtaken_texts,
    refused_by_clock,
    signatures_waiting,
)
from editorial.editions.clock import database_today
from editorial.editions.services import may_withdraw
from editorial.people import groups
from editorial.signoff.tellings import signoffs_in_name_of, untold_count

# Those who can open a text in the editor and bring it into a new review.
KEEPERS = (groups.AUTHORS, groups.DESK, groups.DUTY, groups.CHIEF)


class WaitsForMe(HousePanel):
    """Steps of a review and versions of facts that this person may act on."""

    template_name = "cms_admin/home/waits.html"
    order = 10

    def __init__(self, user: Any) -> None:
        super().__init__(user)
        self.rows = waiting_for(user)
        self.facts = facts_waiting_for(user)


class VouchedFor(HousePanel):
    """The public texts that rest on this person's word, those first whose review is next."""

    template_name = "cms_admin/home/vouched.html"
    order = 15
    shown = 5

    def __init__(self, user: Any) -> None:
        super().__init__(user)
        self.rows = vouched_for_by(user, today=database_today())
        self.first = self.rows[: self.shown]

    def is_shown(self) -> bool:
        return bool(self.rows)


class SignedInMyName(HousePanel):
    """Signatures in this person's name that they have not said to know of; else a way to all."""

    template_name = "cms_admin/home/told.html"
    order = 5
    shown = 5

    def __init__(self, user: Any) -> None:
        super().__init__(user)
        self.count = untold_count(user)
        self.rows = signoffs_in_name_of(user, only_untold=True)[: self.shown] if self.count else []
        if not self.count:
            # Nothing is to be done: below what waits.
            self.order = 60

    def is_shown(self) -> bool:
        return bool(self.count) or has_in_name(self.user)


class UncheckedNotices(HousePanel):
    """Withdrawals that wait for a second person, for those who may withdraw."""

    template_name = "cms_admin/home/notices.html"
    order = 7

    def __init__(self, user: Any) -> None:
        super().__init__(user)
        self.rows = notice_rows(user) if may_withdraw(user=user) else []

    def is_shown(self) -> bool:
        return bool(self.rows)


class OwnTexts(TextsPanel):
    """What this person has written and is not public yet."""

    name = "own-texts"
    order = 20
    heading = _("Your texts under way")

    def find(self) -> list[TextRow]:
        return texts_of(self.user)


class ReviewsDue(TextsPanel):
    """Public texts that want a review."""

    name = "reviews-due"
    order = 30
    heading = _("Reviews that are due")
    lead = _(
        "An overdue text carries a warning to its readers until a clinician has signed it again."
    )

    def find(self) -> list[TextRow]:
        return reviews_due(today=database_today()) if _is_keeper(self.user) else []


class ChangedSinceSigned(TextsPanel):
    """Public texts that have a newer draft."""

    name = "changed-since-signed"
    order = 40
    heading = _("Changed since signed")
    lead = _(
        "The public still reads the signed edition. The newer draft goes live when it is signed."
    )

    def find(self) -> list[TextRow]:
        return changed_since_signed() if _is_keeper(self.user) else []


class HiddenTexts(TextsPanel):
    """Texts that are withdrawn for the public, and not yet in the log."""

    name = "hidden"
    order = 5
    heading = _("Hidden, not yet in the log")
    lead = _(
        "The public reads the notice. The worker tries each second until the log has the "
        "withdrawal; nothing new of these texts is published before."
    )

    def find(self) -> list[TextRow]:
        return hidden_texts() if may_see_log(self.user) else []


class Overtaken(TextsPanel):
    """Texts that are withdrawn for a danger, of which the log says a milder reason so far."""

    name = "overtaken"
    order = 5
    heading = _("Withdrawn for a danger that is not yet in the log")
    lead = _(
        "In the log these texts are withdrawn for a milder reason, and that is what readers are "
        "told. The danger is not in the log yet: the worker tries each second until it is."
    )

    def find(self) -> list[TextRow]:
        return overtaken_texts() if may_see_log(self.user) else []


class SignaturesWaiting(TextsPanel):
    """Texts of which a signature is being taken back on which nothing public rests."""

    name = "being-taken-back"
    order = 5
    heading = _("Signatures that are being taken back")
    lead = _(
        "The log does not have it yet, and the worker tries each second. Nothing of these texts is "
        "published before; readers of earlier editions under the signature are told already."
    )

    def find(self) -> list[TextRow]:
        return signatures_waiting() if may_see_log(self.user) else []


class RefusedByClock(TextsPanel):
    """Texts that should have gone live, or ended, at an hour that is over."""

    name = "refused-by-clock"
    order = 8
    heading = _("What the clock could not do")
    lead = _("The hour has come, and something is in the way. The clock tries again each minute.")

    def find(self) -> list[TextRow]:
        return refused_by_clock(None if _is_keeper(self.user) else self.user)


class ParkedDeliveries(HousePanel):
    """Deliveries that somebody has to look at."""

    template_name = "cms_admin/home/parked.html"
    order = 50

    def __init__(self, user: Any) -> None:
        super().__init__(user)
        self.count = parked_count() if may_see_log(user) else 0

    def is_shown(self) -> bool:
        return bool(self.count)


class AuthorityChanges(HousePanel):
    """What changed of who may vouch, for the editor-in-chief."""

    template_name = "cms_admin/home/authority.html"
    order = 45

    def __init__(self, user: Any) -> None:
        super().__init__(user)
        self.rows = authority_rows(user)

    def is_shown(self) -> bool:
        return bool(self.rows)


PANELS: tuple[type[HousePanel], ...] = (
    SignedInMyName,
    HiddenTexts,
    Overtaken,
    SignaturesWaiting,
    RefusedByClock,
    UncheckedNotices,
    WaitsForMe,
    VouchedFor,
    OwnTexts,
    ReviewsDue,
    ChangedSinceSigned,
    AuthorityChanges,
    ParkedDeliveries,
)


def house_panels(user: Any) -> list[HousePanel]:
    """The panels that have something to say to this person."""
    panels = [panel(user) for panel in PANELS]
    return [panel for panel in panels if panel.is_shown()]


def _is_keeper(user: Any) -> bool:
    return bool(user.groups.filter(name__in=KEEPERS).exists())
