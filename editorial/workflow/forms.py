"""The forms of the tasks. They are checked again where the row is written (W-08)."""

from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from editorial.signoff.checklist import checklists, current

# English wording in the checklist file is the message id; these lines let gettext find it.
CHECKLIST_WORDING = (
    _("The text is professionally correct and complete for its purpose."),
    _("The text agrees with current guidelines and knowledge."),
    _("All main sources are listed, and claims about effect, numbers and controversy carry one."),
    _("Uncertainty and disagreement are described fairly."),
    _("The signs of danger and what to do about them are right and easy to find."),
    _("I have checked every dose, number, threshold and telephone number."),
    _("I vouch for this text: it is correct, up to date, based on knowledge and verifiable."),
)


class ReasonForm(forms.Form):
    """Asking for changes needs a reason."""

    comment = forms.CharField(
        label=_("What must change, and why"), widget=forms.Textarea({"rows": 4}), max_length=5000
    )


class SignOffForm(forms.Form):
    """The checklist, the attestation, and the digest of the text that was shown."""

    shown_digest = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    checklist_version = forms.CharField(widget=forms.HiddenInput, max_length=50)
    ticked = forms.MultipleChoiceField(
        label=_("Checklist"), widget=forms.CheckboxSelectMultiple, required=False
    )
    attested = forms.BooleanField(required=False)
    comment = forms.CharField(
        label=_("Comment"), widget=forms.Textarea({"rows": 2}), required=False, max_length=5000
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        version = self.data.get("checklist_version") if self.is_bound else None
        checklist = checklists().get(version or "", current())
        self.fields["checklist_version"].initial = checklist.version
        items = cast(forms.MultipleChoiceField, self.fields["ticked"])
        items.choices = [(key, _(text)) for key, text in checklist.items.items()]
        self.fields["attested"].label = _(checklist.attestation)
