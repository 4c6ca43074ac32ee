"""No step publishes whose button did not say so: what the screen promised is what happens."""

import html
import re
from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Revision, WorkflowState

from content_models import policy
from editorial.editions.models import Edition
from editorial.editions.services import edition_withdraw
from editorial.signoff.checklist import current
from editorial.signoff.models import SignOff
from editorial.signoff.services import signoff_revoke
from editorial.workflow import services
from editorial.workflow.scheduling import schedule_run
from tests.browser.admin.standing import standings
from tests.factories.pages import draft
from tests.signing import act, sign_data, submit
from tests.timing import database_at

pytestmark = pytest.mark.usefixtures("in_english")
MAKES_PUBLIC = "Sign this text and make it public"
AT_ONCE = "it is public as soon as you have signed."
ALONE = "It is not public by your signature alone: another clinician must sign after you."
NOT_AS_SAID = "What follows your signature is not what your screen said when you opened it."
ON_A_DATE = "Yours is the last signature that it needs: it goes live on "
WINDOW = {"x-requested-with": "XMLHttpRequest"}


class Form:
    """A form for signing that stands open: what its screen said, and what is then typed in it."""

    def __init__(self, house, who, page, *, place):
        self.browser = Client()
        self.browser.force_login(house[who])
        step = WorkflowState.objects.active().get(object_id=str(page.pk)).current_task_state
        self.place, self.page, self.step = place, page, step
        names = {"window": "workflow_action", "editor": "collect_workflow_action_data"}
        if place == "screen":
            self.address = reverse("review", args=[step.pk])
        else:
            name = f"wagtailadmin_pages:{names[place]}"
            self.address = reverse(name, args=[page.pk, "sign", step.pk])
        self.read(self.browser.get(self.address, headers=self.headers))

    @property
    def headers(self):
        return {} if self.place == "screen" else WINDOW

    def read(self, answer):
        """Take a screen for what stands open now; what it says."""
        self.answer = answer
        raw = answer.text if self.place == "screen" else answer.json().get("html", "")
        self.html = html.unescape(raw)
        self.hidden = dict(
            re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', self.html)
        )
        return self.html

    def press(self, **other):
        data = {
            **self.hidden, "action": "sign", "checklist_version": current().version,
            "ticked": list(current().items), "attested": "on", "comment": "Lest nøye.", **other,
        }  # fmt: skip
        return self.read(self.browser.post(self.address, data, headers=self.headers))


def in_clinic(house, **fields):
    page = draft(author=house["author"], title="Hals", **fields)
    state = submit(page, by=house["author"])
    act(state, "approve", by=house["desk"])
    assert not Edition.objects.exists()
    return page, state


def written():
    return (SignOff.objects.count(), Edition.objects.count(), Revision.objects.count())


@pytest.fixture(params=["screen", "window", "editor"])
def place(request):
    return request.param


def other_signs(house, page, state):
    """The other clinician is faster."""
    act(state, "sign", by=house["clinician"], **sign_data(page))


def other_takes_back(house, page, state):
    row = SignOff.objects.get()
    signoff_revoke(signoff=row, actor=house["clinician"], reason="Feil dose.", cause="mistake")


def label_goes_on(house, page, state):
    """By a hand that passes the editor by: the digest is still that of the text."""
    revision = Revision.objects.get(pk=state.current_task_state.revision_id)
    content = {**revision.content, "machine_translated": True}
    Revision.objects.filter(pk=revision.pk).update(content=content)


def class_changes(house, page, state):
    """A release asks for two, while the form stands open that was for the only one."""
    found = policy.risk_classes()
    code = page.risk_class
    found[code] = type(found[code])(**{**vars(found[code]), "quorum": 2})


def hour_passes(house, page, state):
    return database_at(page.go_live_at + timedelta(minutes=1))


# What the text is, who has signed before the form is opened, what happens then, what it promises,
# and what the form says anew.
CHANGES = {
    "the other signs first": ({"risk_class": "A"}, False, other_signs, ALONE, AT_ONCE),
    "the other takes it back": ({"risk_class": "A"}, True, other_takes_back, AT_ONCE, ALONE),
    "a label is put on": ({}, False, label_goes_on, AT_ONCE, "Its warning labels: machine"),
    "the class asks for more": ({}, False, class_changes, AT_ONCE, ALONE),
    "the hour passes": ({"in_minutes": 10}, False, hour_passes, ON_A_DATE, AT_ONCE),
}


@pytest.fixture
def classes():
    """The classes may change for a moment."""
    yield
    policy.risk_classes.cache_clear()


@pytest.mark.usefixtures("classes")
@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_meanwhile_is_said_before_it_is_signed(house, place, change):
    values, is_half, happens, said, says = CHANGES[change]
    fields = dict(values)
    if minutes := fields.pop("in_minutes", 0):
        fields["go_live_at"] = timezone.now() + timedelta(minutes=minutes)
    page, state = in_clinic(house, **fields)
    state.refresh_from_db()
    if is_half:
        other_signs(house, page, state)
    form = Form(house, "second", page, place=place)
    assert said in form.html
    assert says not in form.html
    assert (MAKES_PUBLIC in form.html) is (said == AT_ONCE)
    with happens(house, page, state) or nullcontext():
        before = written()
        anew = form.press(ticked=["correct"])
        assert written() == before
        assert NOT_AS_SAID in anew
        assert says in anew
        assert (MAKES_PUBLIC in anew) is (says != ALONE)
        # What was typed is there, and the other reasons are.
        assert re.search(r"Lest nøye\.\s*</textarea>", anew)
        assert len(re.findall(r"<input[^>]* checked", anew)) == 2
        # Whoever has read it presses again, and it is so.
        last = form.press()
        assert NOT_AS_SAID not in last
        # What is due by the database's clock may wait a moment for that of this process.
        schedule_run()
        if place != "editor":
            assert (SignOff.objects.count(), Edition.objects.count()) == (
                before[0] + 1, before[1] + (says != ALONE),
            )  # fmt: skip
            assert Page.objects.get(pk=page.pk).live is (says != ALONE)
        else:
            taken = form.answer.json()["cleaned_data"]
            assert (taken["comment"], taken["shown_follows"].split()[0]) == (
                "Lest nøye.", "another" if says == ALONE else "public",
            )  # fmt: skip
            assert written() == before


@pytest.mark.parametrize("first", ["clinician", "second"])
def test_two_forms_open_and_the_second_hand_does_not_publish_unawares(house, place, first):
    """Whichever of the two presses first."""
    if place == "editor":
        place = "window"
    page, _state = in_clinic(house, risk_class="A")
    forms = {who: Form(house, who, page, place=place) for who in ("clinician", "second")}
    (other,) = set(forms) - {first}
    forms[first].press()
    assert written()[:2] == (1, 0)
    assert NOT_AS_SAID in forms[other].press()
    assert written()[:2] == (1, 0)
    forms[other].press()
    assert written()[:2] == (2, 1)


CRAFTED = {
    "none": None, "empty": "", "another word": "whatever", "only the word": "nothing",
    "long": "public " * 50, "null": "pub\x00lic",
}  # fmt: skip


@pytest.mark.parametrize("what", CRAFTED)
@pytest.mark.parametrize("is_window", [True, False])
def test_a_form_without_the_promise_signs_nothing(house, place, what, is_window):
    page, _state = in_clinic(house)
    form, before = Form(house, "clinician", page, place=place), written()
    data = {**form.hidden, "ticked": list(current().items), "attested": "on", "comment": "Lest.",
            "action": "sign", "checklist_version": current().version}  # fmt: skip
    data["shown_follows"] = CRAFTED[what]
    if CRAFTED[what] is None:
        del data["shown_follows"]
    headers = WINDOW if is_window else {}
    answer = form.browser.post(form.address, data, headers=headers, follow=True)
    said = html.unescape(answer.text.encode().decode("unicode_escape", "ignore"))
    assert NOT_AS_SAID in said or "What follows your signature: " in said
    assert written() == before


def test_a_withdrawal_in_between_leaves_nothing_to_sign(house, place, published):
    page = published(draft(author=house["author"], title="Hals", slug="hals"))
    newer = page.get_latest_revision_as_object()
    newer.title = "Halsen"
    newer.save_revision(user=house["author"])
    state = submit(newer, by=house["author"])
    act(state, "approve", by=house["desk"])
    form = Form(house, "second", page, place=place)
    assert AT_ONCE in form.html
    edition_withdraw(content_id=page.translation_key, languages=["nb"], actor=house["duty"],
                     reason="unsafe", notices={"nb": "Nei."})  # fmt: skip
    before = written()
    answer = form.browser.post(
        form.address, {**form.hidden, "action": "sign", "comment": "Lest nøye."}, follow=True
    )
    assert written() == before
    said = " ".join(str(message) for message in answer.context["messages"])
    if place == "screen":
        assert "This step is not running any more." in said
        assert "You had written: Lest nøye." in said
    assert standings([page.pk])[page.pk].public == "notice"


@pytest.mark.parametrize("promised", ["another", "step", "nothing", "clock 2020-01-01T00:00:00"])
def test_what_came_of_it_is_compared_too(house, monkeypatch, promised):
    """Even where what was known before would have let it pass, and all of it is undone."""
    page, state = in_clinic(house)
    monkeypatch.setattr(services, "promise_obstacles", lambda **_asked: [])
    before = written()
    with pytest.raises(services.ActionRefused) as refusal:
        act(state, "sign", by=house["clinician"], **{**sign_data(page), "shown_follows": promised})
    assert [row.code for row in refusal.value.reasons] == ["follows"]
    assert written() == before
    assert not Page.objects.get(pk=page.pk).live


def test_what_goes_on_the_clock_had_to_be_said(house, monkeypatch):
    page, state = in_clinic(house, go_live_at=timezone.now() + timedelta(days=2))
    monkeypatch.setattr(services, "promise_obstacles", lambda **_asked: [])
    for promised in ("nothing", "another", "clock 2020-01-01T00:00:00+00:00"):
        data = {**sign_data(page), "shown_follows": promised}
        with pytest.raises(services.ActionRefused):
            act(state, "sign", by=house["clinician"], **data)
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()
    state.refresh_from_db()
    text = state.current_task_state.revision.as_object()
    act(state, "sign", by=house["clinician"], **sign_data(text))
    assert Revision.objects.filter(approved_go_live_at__isnull=False).exists()


def test_who_signed_in_an_earlier_step_is_not_told_that_theirs_is_the_last(house, place):
    """The same person counts once, however often they have signed in a review."""
    page, state = in_clinic(house, risk_class="A")
    act(state, "sign", by=house["clinician"], **sign_data(page))
    act(state, "reject", by=house["second"], comment="Mangler kilde.")
    WorkflowState.objects.get(pk=state.pk).resume(user=house["author"])
    form = Form(house, "clinician", page, place=place)
    assert ALONE in form.html
    assert MAKES_PUBLIC not in form.html
    form.press()
    assert not Edition.objects.exists()
    assert AT_ONCE in Form(house, "second", page, place=place).html
