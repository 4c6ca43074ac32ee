"""Which settings open which database, and what kind a database may be given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.installation.kinds import DEMO, KINDS, PRODUCTION, TEST
from cms.installation.rules import (
    ENGINE,
    Holdings,
    aliases_reasons,
    giving_reasons,
    named,
    opening_reason,
    settings_reason,
)

KIND = st.sampled_from(KINDS)
NAMES = st.lists(st.text(min_size=1, max_size=8), max_size=8)
HELD = st.builds(
    Holdings,
    strangers=NAMES, marked=NAMES, credentials=st.integers(0, 3), texts=st.integers(0, 3),
    foreign=NAMES, is_empty=st.booleans(),
)  # fmt: skip


@given(ours=KIND, kind=KIND, strangers=NAMES)
def test_settings_open_a_database_of_their_own_kind_and_no_other(ours, kind, strangers):
    assert (opening_reason(ours=ours, kind=kind, strangers=strangers) == "") == (ours == kind)


@given(ours=KIND, strangers=NAMES)
def test_without_a_kind_production_goes_on_and_others_need_that_nobody_else_lives_there(
    ours, strangers
):
    reason = opening_reason(ours=ours, kind="", strangers=strangers)
    assert (reason == "") == (ours == "production" or not strangers)


@pytest.mark.parametrize("ours", ["", "staging", "Production", "production "])
def test_settings_of_no_known_kind_open_nothing(ours):
    assert "do not say what kind of installation" in settings_reason(ours)


@pytest.mark.parametrize("ours", KINDS)
def test_the_settings_of_the_house_may_open_one(ours):
    assert settings_reason(ours) == ""


def test_the_refusal_names_what_to_do():
    assert opening_reason(ours="demo", kind="production", strangers=[]) == (
        "This is a production database, a restored copy of one too, and these are demo settings: "
        "they do not open it. Name its own settings "
        "(DJANGO_SETTINGS_MODULE=cms.settings.production) or another database "
        "(docs/operations/production.md)."
    )
    assert opening_reason(ours="demo", kind="", strangers=["ola", "kari"]) == (
        "This database has no kind and holds accounts that are not the demonstration's "
        "(ola, kari), so demo settings do not open it. If it is a production database: "
        "DJANGO_SETTINGS_MODULE=cms.settings.production (docs/operations/production.md)."
    )


@given(ours=KIND, wanted=KIND, held=HELD)
def test_a_kind_is_given_only_under_its_own_settings(ours, wanted, held):
    if ours != wanted:
        assert giving_reasons(ours=ours, wanted=wanted, kind="", held=held)


@given(ours=KIND, wanted=KIND, kind=KIND, held=HELD)
def test_a_kind_that_is_given_stays(ours, wanted, kind, held):
    reasons = giving_reasons(ours=ours, wanted=wanted, kind=kind, held=held)
    assert (reasons == []) == (ours == wanted == kind)


@given(kind=KIND, held=HELD)
def test_what_a_database_holds_decides_whether_it_gets_its_kind(kind, held):
    of_demo = held.marked or held.credentials or held.texts
    against = held.foreign or (of_demo if kind == "production" else held.strangers)
    assert bool(giving_reasons(ours=kind, wanted=kind, kind="", held=held)) == bool(against)


def test_a_demonstration_is_not_promoted_and_every_reason_is_said():
    held = Holdings(marked=["admin", "desk"], credentials=2, texts=3)
    assert giving_reasons(ours="production", wanted="production", kind="", held=held) == [
        "It holds accounts of the demonstration, whose password everybody knows: admin, desk.",
        "It holds credentials of the demonstration's invented register (2).",
        "It holds texts of the demonstration (3).",
    ]


def test_many_names_are_cut():
    assert named(list("abcdefg")) == "a, b, c, d, e and 2 more"
    assert named(list("abcde")) == "a, b, c, d, e"


def test_settings_that_go_round_the_rule_are_told_every_reason():
    assert aliases_reasons(
        ours=PRODUCTION,
        is_demonstration=True,
        engines={"public": ENGINE, "old": "django.db.backends.postgresql"},
    ) == [
        "DATABASES['old'] has the engine django.db.backends.postgresql, which opens databases of "
        "any kind: it must be cms.database.postgresql.",
        "INSTALLATION_KIND says production and DEMONSTRATION says that it is none: passwords that "
        "everybody knows would log in.",
    ]


@pytest.mark.parametrize(("ours", "shown"), [(PRODUCTION, False), (DEMO, True), (TEST, True)])
def test_the_settings_of_the_house_do_not(ours, shown):
    engines = {"default": ENGINE, "public": ENGINE}
    assert aliases_reasons(ours=ours, is_demonstration=shown, engines=engines) == []
