"""Forms for synonyms, stop words and bets. What may be kept is decided in `search.curation`."""

import hashlib
import json
from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput, AdminPageChooser
from wagtail.models import Page

from content_models.words import Words
from editorial.editions.clock import database_today
from search.analysis.groups import group_of
from search.analysis.shipped import ONE_WAY
from search.curation.models import LANGUAGES, Bet, BetKind, Direction, Entry, Family, StopWord
from search.curation.models import Synonym as SynonymEntry
from search.curation.rules import LONGEST_PHRASE, LONGEST_REASON

HALF_A_YEAR = timedelta(days=182)
MOST_TEXT = 4000


class EntryForm(forms.Form):
    """What the three have in common. `previewed` names the values that the preview showed."""

    model: ClassVar[type[Entry]]

    reason = Words(
        label=_("Reason"),
        required=False,
        widget=forms.Textarea({"rows": 2}),
        max_length=LONGEST_REASON,
        help_text=_(
            "Always needed: why it helps people. Whoever looks at it next year will thank you."
        ),
    )
    is_active = forms.BooleanField(
        label=_("In use"),
        required=False,
        initial=True,
        help_text=_("Untick to switch it off. It stays here and can be switched on again."),
    )
    previewed = Words(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, entry: Entry, **kwargs: Any) -> None:
        self.entry = entry
        kwargs["initial"] = {**self.initial_of(entry), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name not in ("reason", "is_active")])

    def initial_of(self, entry: Entry) -> dict[str, Any]:
        """The stored values as the form shows them."""
        if entry.pk is None:
            return {}
        return {name: getattr(entry, name) for name in (*entry.editable, "is_active")}

    def filled(self) -> Entry:
        """The entry with the form's values; nothing is saved."""
        self.entry.take(self.values())
        return self.entry

    def values(self) -> dict[str, Any]:
        """Model values of the cleaned form."""
        return {name: self.cleaned_data[name] for name in (*self.model.editable, "is_active")}

    def fingerprint(self) -> str:
        """Changes with anything that would be saved."""
        packed = json.dumps(self.values(), default=str, sort_keys=True)
        return hashlib.sha256(packed.encode()).hexdigest()[:16]


class SynonymForm(EntryForm):
    model = SynonymEntry

    family = forms.ChoiceField(label=_("Language"), choices=Family.choices)
    direction = forms.ChoiceField(
        label=_("Direction"),
        choices=Direction.choices,
        initial=ONE_WAY,
        widget=forms.RadioSelect,
        help_text=_(
            "One way: who searches for the first phrase also finds the others, but not the "
            "reverse. Two ways: each of the phrases finds all of them."
        ),
    )
    source = Words(
        label=_("Who searches for"),
        required=False,
        max_length=LONGEST_PHRASE,
        help_text=_(
            "Only for one way. In any inflection; up to four words. For example: sukkersyke"
        ),
    )
    others = Words(
        label=_("Also finds, or means the same as"),
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("One phrase a line. For example: diabetes"),
    )

    def initial_of(self, entry: Entry) -> dict[str, Any]:
        found = super().initial_of(entry)
        return {**found, "others": "\n".join(found["others"])} if found else found

    def clean_others(self) -> list[str]:
        """One phrase a line; empty lines say nothing."""
        lines = self.cleaned_data["others"].splitlines()
        return [line.strip() for line in lines if line.strip()]

    def clean(self) -> dict[str, Any]:
        """Two ways have no first phrase; one that was typed is one of them."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("direction") == Direction.TWO_WAY and values.get("source"):
            values["others"] = [values["source"], *values.get("others", [])]
            values["source"] = ""
        return values


class StopWordForm(EntryForm):
    model = StopWord

    family = forms.ChoiceField(label=_("Language"), choices=Family.choices)
    word = Words(
        label=_("Word"),
        required=False,
        max_length=40,
        help_text=_("It is left out of searches that have other words; nothing else changes."),
    )


class BetForm(EntryForm):
    model = Bet

    kind = forms.ChoiceField(
        label=_("What it does"),
        choices=BetKind.choices,
        initial=BetKind.BEST,
        widget=forms.RadioSelect,
        help_text=_("Nothing is ever hidden: what is shown last can still be found."),
    )
    lang = forms.ChoiceField(label=_("Language of the site"), choices=LANGUAGES)
    query = Words(
        label=_("When somebody searches for exactly"),
        required=False,
        max_length=LONGEST_PHRASE,
        help_text=_("The whole query, its words in any order and inflection."),
    )
    page = forms.ModelChoiceField(
        label=_("Page"),
        queryset=Page.objects.all(),
        widget=AdminPageChooser(),
        help_text=_("It must be public in this language, or in the other written Norwegian."),
    )
    position = forms.IntegerField(
        label=_("Order"),
        min_value=1,
        max_value=99,
        initial=1,
        help_text=_("Where a query has several, the lowest number stands first."),
    )
    expires_on = forms.DateField(
        label=_("Last day"),
        widget=AdminDateInput(),
        help_text=_("After this day it has no effect. At most a year ahead."),
    )

    def initial_of(self, entry: Entry) -> dict[str, Any]:
        found = super().initial_of(entry)
        if not found:
            return {"expires_on": database_today() + HALF_A_YEAR}
        pages = Page.objects.filter(translation_key=found["content_id"]).select_related("locale")
        family = group_of(found["lang"])
        near = [page for page in pages if group_of(page.locale.language_code) == family]
        near.sort(key=lambda page: page.locale.language_code != found["lang"])
        return {**found, "page": near[0].pk if near else None}

    def values(self) -> dict[str, Any]:
        page = self.cleaned_data["page"]
        names = [name for name in (*self.model.editable, "is_active") if name != "content_id"]
        found = {name: self.cleaned_data[name] for name in names}
        return {**found, "content_id": page.translation_key}


FORMS: dict[str, type[EntryForm]] = {
    "synonyms": SynonymForm,
    "stop-words": StopWordForm,
    "bets": BetForm,
}
