"""Forms of this room. What they mean is decided in the layers below."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page

from cms.admin.stopping import would_stop
from content_models.pages import PAGE_TYPES
from editorial.editions.consumers import registry
from editorial.editions.taking_down import Stopped
from editorial.editions.withdrawal import WithdrawalReason, default_notice


class WithdrawForm(forms.Form):
    """Reason, languages (all ticked), a notice for each, and what to read instead."""

    # Nothing is chosen beforehand: the reason decides how urgent the news is to partners.
    reason = forms.ChoiceField(
        label=_("Why it is withdrawn"),
        choices=[("", _("Choose a reason")), *WithdrawalReason.choices],
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "All languages are withdrawn unless you untick one. What stands on the clock and what "
            "is in review ends in the languages that are ticked."
        ),
    )
    replacement = forms.ModelChoiceField(
        label=_("Read this instead"),
        queryset=Page.objects.filter(live=True),
        widget=AdminPageChooser(target_models=PAGE_TYPES),
        required=False,
        help_text=_("Another public text; the notice leads readers on to it."),
    )

    def __init__(self, *args: Any, stoppable: list[Stopped], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(settings.LANGUAGES)
        languages = cast(forms.MultipleChoiceField, self.fields["languages"])
        languages.choices = [(each.lang, would_stop(each)) for each in stoppable]
        languages.initial = [each.lang for each in stoppable]
        for code in (each.lang for each in stoppable if each.was_public):
            self.fields[f"notice_{code}"] = forms.CharField(
                label=_("Notice to the public (%(language)s)") % {"language": names[code]},
                widget=forms.Textarea({"rows": 3, "lang": code}),
                initial=default_notice(lang=code),
                max_length=2000,
            )

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

    reason = forms.CharField(
        label=_("Why it is taken back"),
        widget=forms.Textarea({"rows": 4}),
        max_length=2000,
        help_text=_(
            "Kept beside the signature for good, and read by colleagues. "
            "The public is told that a signature was taken back, and not why."
        ),
    )


class RetryForm(forms.Form):
    """Which failed deliveries to try again: of one consumer, one item or all."""

    consumer = forms.CharField(max_length=100)
    content_id = forms.UUIDField(required=False)

    def clean_consumer(self) -> str:
        """Only a consumer that is registered can try anything."""
        name = str(self.cleaned_data["consumer"])
        if name not in registry.names():
            raise forms.ValidationError(_("There is no such consumer."))
        return name
