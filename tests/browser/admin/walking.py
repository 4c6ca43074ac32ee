"""One text, the people around it, and rows that say who does what, what is said, and what is so."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override
from wagtail.models import Locale, Page, Revision, WorkflowState

from content_models.pages import IllnessPage
from editorial.editions.clock import database_today
from editorial.editions.models import Edition
from editorial.signoff.models import SignOff
from editorial.workflow.scheduling import schedule_run
from tests import signing
from tests.browser.admin.clicks import CLICKS, said, signing_button
from tests.browser.admin.standing import Standing, standings
from tests.factories.pages import draft, edit
from tests.timing import database_at

TITLE = "Hals"
SIGNS, MAKES_PUBLIC = "Signer denne teksten", "Signer denne teksten og gjør den offentlig"


@dataclass
class Walk:
    """A text under way; `house` has the people by role, and `at_desk` gives each a tab."""

    house: dict[str, Any]
    at_desk: Callable[..., Any]
    page: Any = None
    others: dict[str, Any] = field(default_factory=dict)
    moment: datetime | None = None
    revision: int = 0
    tabs: dict[tuple[str, str], Any] = field(default_factory=dict)
    people: dict[str, Any] = field(default_factory=dict)
    held: ExitStack = field(default_factory=ExitStack)

    @property
    def when(self) -> str:
        """The moment that the text has a date for, as the screens say it."""
        local = timezone.localtime(self.moment) if self.moment else None
        return local.strftime("%d.%m.%Y %H:%M") if local else ""

    def review(self) -> Any:
        """The review that runs, or is back with the author."""
        open_ones = WorkflowState.objects.filter(object_id=str(self.page.pk))
        return open_ones.exclude(status__in=("approved", "cancelled")).last()

    def opens(self, who: str, does: str) -> None:
        """Go to a screen, and leave it open."""
        if who not in self.people:
            self.people[who] = self.at_desk(who.split(maxsplit=1)[0])
        if planned := on_the_clock(self.page).first():
            self.revision = planned.pk
        review, last = self.review(), SignOff.objects.filter(page=self.page).last()
        path = CLICKS[does].path.format(
            page=self.page.pk,
            step=review.current_task_state_id if review else 0,
            signoff=last.pk if last else 0,
            revision=self.revision,
        )
        tab = self.people[who]
        tab.goto(path)
        self.tabs[who, does] = tab

    def promise(self, who: str, does: str) -> str:
        """What the button for signing says that it does; nothing where there is none."""
        button = signing_button(self.tabs[who, does])
        return button.inner_text().strip() if button.count() else ""

    def presses(self, who: str, does: str) -> list[str]:
        """Press the button in the tab that stands open; the sentences that follow."""
        tab = self.tabs[who, does]
        CLICKS[does].press(tab)
        return said(tab)

    def stands(self) -> Standing:
        """How the text stands now."""
        return standings([self.page.pk])[self.page.pk]


@dataclass(frozen=True)
class Row:
    """`who` does something, reads `says` and nothing else; then the log and the step are `then`.

    `or_says` is the other thing that may be said: of a double click one of two answers is seen.
    """

    who: str
    does: str
    says: tuple[str, ...]
    then: Standing
    is_open: bool = False
    or_says: tuple[str, ...] = ()


def row(who: str, does: str, *says: str, or_says: str = "", **then: Any) -> Row:
    """A click on a screen that is opened for it."""
    return Row(who, does, says, Standing(**then), or_says=(or_says,) if or_says else ())


def late(who: str, does: str, *says: str, **then: Any) -> Row:
    """A click in a tab that stood open while the rows before it happened."""
    return Row(who, does, says, Standing(**then), is_open=True)


Meanwhile = Callable[[Walk], None]


def opens(who: str, does: str) -> Meanwhile:
    """Somebody opens a screen, and goes for coffee."""
    return lambda walk: walk.opens(who, does)


def given(**fields: Any) -> Meanwhile:
    """The draft of an author; `risk_class` A is signed by two, `in_days` gives it a date."""

    def write(walk: Walk) -> None:
        values = dict(fields)
        if days := values.pop("in_days", 0):
            walk.moment = (timezone.now() + timedelta(days=days)).replace(second=0, microsecond=0)
            values["go_live_at"] = walk.moment
        kind = (IllnessPage,) if values.get("risk_class") else ()
        walk.page = draft(*kind, author=walk.house["author"], title=TITLE, slug="hals", **values)

    return write


def submitted(walk: Walk) -> None:
    """The author submits the newest draft."""
    newest = Page.objects.get(pk=walk.page.pk).specific.get_latest_revision_as_object()
    signing.submit(newest, by=walk.house["author"])


def resubmitted(walk: Walk) -> None:
    """The author sends in again what was sent back."""
    walk.review().resume(user=walk.house["author"])


def passed_on(walk: Walk) -> None:
    """The text is submitted, and the desk passes it on."""
    submitted(walk)
    signing.act(walk.review(), "approve", by=walk.house["desk"])


def signed_by(who: str) -> Meanwhile:
    """A clinician signs what is in their step."""

    def sign(walk: Walk) -> None:
        review = walk.review()
        text = review.current_task_state.revision.as_object()
        signing.act(review, "sign", by=walk.house[who], **signing.sign_data(text))

    return sign


def public(walk: Walk) -> None:
    """The text is submitted, passed on and signed."""
    passed_on(walk)
    signed_by("clinician")(walk)


def changed(by: str = "author", **fields: Any) -> Meanwhile:
    """Somebody saves a new draft; without fields it says the same as the one before."""

    def save(walk: Walk) -> None:
        page = Page.objects.get(pk=walk.page.pk).specific
        edit(page, author=walk.house[by], **fields)

    return save


def other(lang: str, *what: Meanwhile) -> Meanwhile:
    """The item in another language too, with what happens to it there."""

    def translate(walk: Walk) -> None:
        first = walk.page
        page = first.copy_for_translation(Locale.objects.get(language_code=lang))
        page.title = TITLE
        page.save_revision(user=walk.house["author"])
        walk.page = walk.others[lang] = page
        for each in what:
            each(walk)
        walk.page = first

    return translate


def is_so(**then: Any) -> Meanwhile:
    """How the text stands now."""

    def look(walk: Walk) -> None:
        clock = str(then.get("clock", "")).format(when=walk.when)
        assert walk.stands() == Standing(**{**then, "clock": clock})

    return look


def stands(lang: str, **then: Any) -> Meanwhile:
    """How the item stands in another language."""

    def look(walk: Walk) -> None:
        pk = walk.others[lang].pk
        assert (lang, standings([pk])[pk]) == (lang, Standing(**then))

    return look


def dated(walk: Walk) -> None:
    """The author gives the newest draft a date: the one that the walk has, where it has one."""
    later = (timezone.now() + timedelta(days=2)).replace(second=0, microsecond=0)
    walk.moment = walk.moment or later
    changed(go_live_at=walk.moment)(walk)


def on_the_clock(page: Any) -> Any:
    """The revisions of a page that stand on the clock."""
    rows = Revision.page_revisions.filter(object_id=str(page.pk))
    return rows.exclude(approved_go_live_at=None)


def off_the_clock(walk: Walk) -> None:
    """The desk takes the text off the clock again."""
    on_the_clock(walk.page).update(approved_go_live_at=None)


def the_hour_comes(walk: Walk) -> None:
    """The clock runs at the moment that the text has a date for."""
    assert walk.moment is not None
    with database_at(walk.moment):
        schedule_run()


def while_held(hold: Callable[[Walk], AbstractContextManager[Any]]) -> Meanwhile:
    """Something is in the way from here on to the end of the route."""
    return lambda walk: walk.held.enter_context(hold(walk))


def today() -> str:
    """The day of the database, as a sentence says it in bokmål."""
    with override("nb"):
        return date_format(database_today(), "DATE_FORMAT")


def go(walk: Walk, rows: list[Any]) -> None:
    """Walk a route; each sentence is compared with what is so when it is said."""
    for number, each in enumerate(rows):
        if not isinstance(each, Row):
            each(walk)
            continue
        if not each.is_open:
            walk.opens(each.who, each.does)
        promise, before = walk.promise(each.who, each.does), walk.stands()
        editions = Edition.objects.count()
        says = walk.presses(each.who, each.does)
        values = {"when": walk.when, "today": today(), "revision": walk.revision}
        right = each.or_says if says == list(each.or_says) else each.says
        wanted = tuple(sentence.format(**values) for sentence in right)
        clock = each.then.clock.format(**values)
        then = Standing(**{**vars(each.then), "clock": clock})
        found, stands = (tuple(says), walk.stands()), (wanted, then)
        assert found == stands, f"{number}: {each.who} {each.does}: {found}, and not {stands}"
        if walk.stands().signed > before.signed:
            kept = MAKES_PUBLIC if Edition.objects.count() > editions else SIGNS
            assert promise == kept, f"{number}: {each.who} {each.does}"
