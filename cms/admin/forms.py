"""The withdrawal form. What it means is decided in `editorial.editions.services`."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from editorial.editions.withdrawal import WithdrawalReason, default_notice


class WithdrawForm(forms.Form):
    """Reason, languages (all ticked), a notice for each, and what to read instead."""

    reason = forms.ChoiceField(label=_("Why it is withdrawn"), choices=WithdrawalReason.choices)
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("All languages are withdrawn unless you untick one."),
    )
    replacement = forms.UUIDField(
        label=_("Read this instead"),
        required=False,
        help_text=_("The identifier of another public item; readers are sent on to it."),
    )

    def __init__(self, *args: Any, public_languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(settings.LANGUAGES)
        languages = cast(forms.MultipleChoiceField, self.fields["languages"])
        languages.choices = [(code, names[code]) for code in public_languages]
        languages.initial = public_languages
        for code in public_languages:
            self.fields[f"notice_{code}"] = forms.CharField(
                label=_("Notice to the public (%(language)s)") % {"language": names[code]},
                widget=forms.Textarea({"rows": 3, "lang": code}),
                initial=default_notice(lang=code),
                max_length=2000,
            )

    def notices(self) -> dict[str, str]:
        """The notices by language."""
        prefix = "notice_"
        return {
            name.removeprefix(prefix): value
            for name, value in self.cleaned_data.items()
            if name.startswith(prefix)
        }
