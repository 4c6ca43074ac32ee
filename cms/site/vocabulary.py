"""The words of the contract (kinds, aspects, roles, reasons) in the reader's language."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ARTICLE_KINDS = ("illness", "treatment", "lifestyle", "patient-rights")

KINDS: dict[str, tuple[Promise, Promise, Promise]] = {
    # one, many, and what a reader finds there
    "illness": (
        _("Illness"),
        _("Illnesses and symptoms"),
        _("Signs, causes, and when to get help"),
    ),
    "treatment": (
        _("Treatment"),
        _("Treatments and tests"),
        _("What happens, benefits and side effects"),
    ),
    "lifestyle": (
        _("Lifestyle"),
        _("Healthy living"),
        _("Food, movement, sleep and habits"),
    ),
    "patient-rights": (
        _("Your rights"),
        _("Your rights as a patient"),
        _("What you can ask for, and how to complain"),
    ),
    "hub": (_("Theme"), _("Themes"), _("Everything on one theme")),
}

ASPECTS: dict[str, Promise] = {
    "overview": _("Overview"),
    "symptoms": _("Symptoms"),
    "help-non-urgent": _("When to see a doctor"),
    "help-urgent": _("When to get help the same day"),
    "help-emergency": _("When to call 113"),
    "causes": _("Causes"),
    "diagnosis": _("Tests and diagnosis"),
    "treatment": _("Treatment"),
    "self-care": _("What you can do yourself"),
    "prevention": _("Prevention"),
    "living-with": _("Living with it"),
    "risks": _("Risks"),
    "prognosis": _("What to expect"),
    "who-has-the-right": _("Who has the right"),
    "how-to-apply": _("How to apply"),
    "how-to-appeal": _("How to appeal"),
    "side-effects": _("Side effects"),
    "pregnancy": _("Pregnancy and breastfeeding"),
    "questions": _("Questions and answers"),
}

ROLES: dict[str, Promise] = {
    "clinical": _("Clinical approval"),
}

WITHDRAWAL_REASONS: dict[str, Promise] = {
    "unsafe": _("It may be unsafe to follow this advice."),
    "recalled": _("The evidence behind this text has been recalled."),
    "error": _("The text contained errors."),
    "outdated": _("The text is out of date."),
    "revoked": _("A clinician has taken back their signature under this text."),
    "consolidated": _("Another page now covers this."),
    "expired": _("The text was only valid for a period, which is over."),
    "unpublished": _("The editors have taken the text down."),
}


@dataclass(frozen=True)
class EmergencyLine:
    """A phone number that answers day and night."""

    number: str
    shown: str
    name: Promise
    when: Promise
    level: str


EMERGENCY_LINES = (
    EmergencyLine("113", "113", _("Emergency"), _("Life is in danger"), "emergency"),
    EmergencyLine(
        "116117", "116 117", _("Out-of-hours doctor"), _("It can not wait until tomorrow"), "urgent"
    ),
    EmergencyLine(
        "116123", "116 123", _("Someone to talk to"), _("Mental health helpline"), "talk"
    ),
)

LEVELS: dict[str, Promise] = {
    "emergency": _("Emergency: call now"),
    "urgent": _("Get help the same day"),
    "self-care": _("You can manage this at home"),
}


def kind_name(kind: str) -> str:
    """A kind in the singular; the bare code where it is new to this site."""
    return str(KINDS[kind][0]) if kind in KINDS else kind


def kind_plural(kind: str) -> str:
    return str(KINDS[kind][1]) if kind in KINDS else kind


def kind_promise(kind: str) -> str:
    """One line on what a reader finds in articles of this kind."""
    return str(KINDS[kind][2]) if kind in KINDS else ""


def aspect_name(aspect: str) -> str:
    """An aspect's label; empty for `other` and for one that is new to this site."""
    return str(ASPECTS.get(aspect, ""))


def role_name(role: str) -> str:
    return str(ROLES.get(role, role))


def level_name(level: str) -> str:
    return str(LEVELS.get(level, ""))


def withdrawal_reason(code: str) -> str:
    return str(WITHDRAWAL_REASONS.get(code, ""))
