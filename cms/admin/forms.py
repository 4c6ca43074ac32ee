"""Forms of this room. What they mean is decided in the layers below."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page

from cms.admin.stopping import would_stop
from content_models.pages import PAGE_TYPES
from content_models.words import Words
from editorial.editions.consumers import registry
from editorial.editions.notices.selectors import notices_reasons
from editorial.editions.taking_down import Stopped
from editorial.editions.withdrawal import default_notice, reasons_to_choose
from editorial.signoff.models import RevocationCause


class WithdrawForm(forms.Form):
    """Reason, languages (all ticked), a notice for each, and what to read instead."""

    # Nothing is chosen beforehand: the reason decides how urgent the news is to partners.
    reason = forms.ChoiceField(
        label=_("Why it is withdrawn"),
        choices=[("", _("Choose a reason")), *reasons_to_choose()],
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "All languages are withdrawn unless you untick one. What stands on the clock and what "
            "is in review ends in the languages that are ticked, and what is signed there needs a "
            "new review."
        ),
    )
    # The languages that stood there to be unticked: one that has come since is withdrawn too.
    shown = Words(widget=forms.HiddenInput, required=False, max_length=100)
    replacement = forms.ModelChoiceField(
        label=_("Read this instead"),
        queryset=Page.objects.filter(live=True),
        widget=AdminPageChooser(target_models=PAGE_TYPES),
        required=False,
        help_text=_("Another public text; the notice leads readers on to it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What can be stopped may be another while the form is open: the service asks it anew.
        cast(forms.MultipleChoiceField, self.fields["languages"]).choices = settings.LANGUAGES
        for code, name in settings.LANGUAGES:
            self.fields[f"notice_{code}"] = Words(
                label=_("A line of your own (%(language)s)") % {"language": name},
                widget=forms.Textarea({"rows": 3, "lang": code}),
                required=False,
                help_text=_(
                    "Without one the public reads: “%(notice)s” At most 300 characters, and no "
                    "digits but 113, 116 117 and 116 123 after a word of calling (“call 113”). A "
                    "second person reads it afterwards."
                )
                % {"notice": default_notice(lang=code)},
            )

    def offer(self, stoppable: list[Stopped]) -> None:
        """Show a box for each language that can be stopped, ticked unless somebody unticked it."""
        languages = cast(forms.MultipleChoiceField, self.fields["languages"])
        shown = self.fields["shown"]
        there = [each.lang for each in stoppable]
        languages.widget.choices = [(each.lang, would_stop(each)) for each in stoppable]
        languages.initial, shown.initial = there, " ".join(there)
        if self.is_bound:
            data = cast(QueryDict, self.data).copy()
            seen = str(data.get("shown", "")).split()
            unseen = [lang for lang in there if seen and lang not in seen]
            data.setlist("languages", [*data.getlist("languages"), *unseen])
            data["shown"] = " ".join(there)
            self.data = data

    def lines(self, stoppable: list[Stopped]) -> list[forms.BoundField]:
        """The lines to show: of the languages that are public, and whatever was typed in others."""
        public = {each.lang for each in stoppable if each.was_public}
        found = [(code, self[f"notice_{code}"]) for code, _name in settings.LANGUAGES]
        return [line for code, line in found if code in public or line.value()]

    def covered(self) -> list[str]:
        """The languages that are ticked, and those that nobody has seen and could untick."""
        ticked, shown = self.cleaned_data["languages"], self.cleaned_data["shown"].split()
        unseen = [lang for lang, _name in settings.LANGUAGES if shown and lang not in shown]
        return [*ticked, *unseen]

    def clean(self) -> dict[str, Any]:
        """Say at each line what is wrong with it; the service says the same."""
        data: dict[str, Any] = super().clean() or {}
        chosen = data.get("languages", [])
        for lang, text in self.notices().items():
            for reason in notices_reasons({lang: text}, languages=chosen):
                self.add_error(f"notice_{lang}", reason.text)
        return data

    def replacement_id(self) -> UUID | None:
        """The item to read instead, whichever of its languages was chosen."""
        page = self.cleaned_data["replacement"]
        return page.translation_key if page else None

    def notices(self) -> dict[str, str]:
        """The notices by language."""
        prefix = "notice_"
        return {
            name.removeprefix(prefix): value
            for name, value in self.cleaned_data.items()
            if name.startswith(prefix)
        }


class TakeBackForm(forms.Form):
    """Why a sign-off is taken back. What it means is decided in the room of sign-offs."""

    cause = forms.ChoiceField(
        label=_("What it means for readers"),
        # Who does not know must not be kept from it: then the worst is taken for granted.
        choices=[("", _("I cannot say: nobody is to read it")), *RevocationCause.choices],
        required=False,
        help_text=_(
            "Editions that stand under the signature say from now on that it was taken back. Where "
            "they may be a danger (unsafe, recalled, given by somebody else) nobody reads them any "
            "more."
        ),
    )
    reason = Words(
        label=_("Why it is taken back"),
        widget=forms.Textarea({"rows": 4}),
        max_length=2000,
        help_text=_(
            "Kept beside the signature for good, and read by colleagues. The public is told that "
            "a signature was taken back and whether that is a danger, and none of these words."
        ),
    )


class RetryForm(forms.Form):
    """Which failed deliveries to try again: of one consumer, one item or all."""

    consumer = Words(max_length=100)
    content_id = forms.UUIDField(required=False)

    def clean_consumer(self) -> str:
        """Only a consumer that is registered can try anything."""
        name = str(self.cleaned_data["consumer"])
        if name not in registry.names():
            raise forms.ValidationError(_("There is no such consumer."))
        return name
