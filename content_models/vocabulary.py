"""Closed lists that texts are written in: health aspects, kinds of care card."""

from django.utils.translation import gettext_lazy as _

ASPECTS = [
    ("overview", _("Overview")),
    ("symptoms", _("Symptoms")),
    ("help-non-urgent", _("When to see a doctor")),
    ("help-urgent", _("When to get help today")),
    ("help-emergency", _("When to call 113")),
    ("causes", _("Causes")),
    ("diagnosis", _("Examination and diagnosis")),
    ("treatment", _("Treatment")),
    ("self-care", _("What you can do yourself")),
    ("prevention", _("Prevention")),
    ("living-with", _("Living with it")),
    ("risks", _("Risks and complications")),
    ("prognosis", _("Prognosis")),
    ("side-effects", _("Side effects")),
    ("pregnancy", _("Pregnancy")),
    ("who-has-the-right", _("Who has the right")),
    ("how-to-apply", _("How to apply")),
    ("how-to-appeal", _("How to appeal")),
    ("questions", _("Questions and answers")),
    ("other", _("Other")),
]
ASPECT_CODES = frozenset(code for code, _label in ASPECTS)

CARE_LEVELS = [
    ("emergency", _("Emergency: call 113")),
    ("urgent", _("Urgent: call 116117")),
    ("self-care", _("Self-care")),
]
CARE_PHONES = {"emergency": "113", "urgent": "116117", "self-care": ""}
