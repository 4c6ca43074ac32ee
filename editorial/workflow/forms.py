"""The forms of the tasks. They are checked again where the row is written (W-08)."""

from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from content_models.blank import is_blank
from content_models.publishing import Reason
from content_models.words import Words
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

    comment = Words(
        label=_("What must change, and why"), widget=forms.Textarea({"rows": 4}), max_length=5000,
        error_messages={"required": _("Say what must change, and why.")},
    )  # fmt: skip

    def clean_comment(self) -> str:
        """Words in which a reader sees nothing are none."""
        comment = str(self.cleaned_data["comment"])
        if is_blank(comment):
            raise forms.ValidationError(self.fields["comment"].error_messages["required"])
        return comment


class PassForm(forms.Form):
    """Passing a text on needs no words."""

    comment = Words(label=_("Comment"), required=False, max_length=5000)


class SignOffForm(forms.Form):
    """The checklist, the attestation, the digest of the text that was shown, and what follows.

    `shown_follows` is the promise of the screen: `editorial.workflow.follows.Follows.promise`.
    """

    shown_digest = forms.RegexField(
        r"^[0-9a-f]{64}$", label=_("The text that was shown"), widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid"), _("The form does not say it. Open the step anew.")
        ),
    )  # fmt: skip
    shown_follows = Words(
        label=_("What follows your signature"), widget=forms.HiddenInput, max_length=200,
        error_messages={"required": _("The form does not say it. Open the step anew.")},
    )  # fmt: skip
    checklist_version = Words(
        label=_("The checklist that was shown"), widget=forms.HiddenInput, max_length=50,
        error_messages={"required": _("The form does not say it. Open the step anew.")},
    )  # fmt: skip
    ticked = forms.MultipleChoiceField(
        label=_("Checklist"), widget=forms.CheckboxSelectMultiple, required=False
    )
    attested = forms.BooleanField(required=False)
    comment = Words(
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


def form_reasons(form: forms.Form) -> list[Reason]:
    """What a form did not take, each with the field that it is about."""
    return [
        Reason(code=f"form-{name}", text=f"{form.fields[name].label or name}: {error}")
        for name, errors in form.errors.items()
        for error in errors
    ]
