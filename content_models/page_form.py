"""The editor's form, and what is refused of one that no editor has sent."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from django.core.exceptions import BadRequest
from django.forms import model_to_dict
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from content_models.body import html_of_body
from content_models.sanitise import links_unknown, wash_html
from content_models.untouched import body_kept, row_kept, text_kept

# What reading a value raises that has not the form it must have. A mistake that a person can make
# is none of these: it is a ValidationError, said in its field.
_MISSHAPEN: Final = (
    ValueError, TypeError, LookupError, AttributeError, RecursionError, ArithmeticError,
)  # fmt: skip


# By which the editor's form names rows; PostgreSQL's largest number has 19 digits.
HIDDEN_NUMBERS: Final = ("overwrite_revision_id", "loaded_revision_id", "workflow_task_state_id")
MAX_DIGITS: Final = 18


class FormUnreadable(BadRequest):
    """A form whose parts are not those that the editor sends; nothing was changed."""


class ContentPageForm(WagtailAdminPageForm):
    """Wagtail's form, which reads counts, orders, references and rich text as they come.

    Reading has no effects, so whatever it stumbles over is the form's fault, and all of it is
    refused as one.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Raises FormUnreadable where the rows of a child form are not those that it counts."""
        super().__init__(*args, **kwargs)
        # As they are stored: reading the form writes into the rows themselves.
        self._rows = {
            name: [model_to_dict(row) | {"id": row.pk} for row in formset.get_queryset()]
            for name, formset in self.formsets.items()
            if formset.is_bound
        }
        with _readable():
            for formset in self.formsets.values():
                if formset.is_bound and formset.management_form.is_valid():
                    formset.forms  # noqa: B018 - made here, once

    def is_valid(self) -> bool:
        """Raises FormUnreadable where a part of it has another form than the editor's."""
        with _readable():
            is_valid = bool(super().is_valid())
        if is_valid:
            self._rows_keep()
        return is_valid

    def _rows_keep(self) -> None:
        """Rows are found by their number; those of a draft that have none yet, by their place."""
        for name, formset in self.formsets.items():
            stored = self._rows.get(name, [])
            numbered = {row["id"]: row for row in stored if row["id"] is not None}
            for at, form in enumerate(formset.initial_forms):
                number = form.instance.pk
                before = numbered.get(number)
                if number is None and at < len(stored) and stored[at]["id"] is None:
                    before = stored[at]
                if before is not None:
                    row_kept(form=form, stored=before)

    def clean(self) -> Any:
        """Keep what nobody touched as it is stored, and say which links lead nowhere that is known.

        Of the latter the door would drop the addresses.
        """
        cleaned = super().clean()
        self._untouched_keep(cleaned)
        body = cleaned.get("body")
        if body is not None:
            texts = set(html_of_body(list(body.raw_data) or body.get_prep_value()))
            unknown = {href for text in texts for href in links_unknown(text)}
            if unknown:
                signed = self.instance.signed_html() if self.instance.pk else frozenset()
                new = {text for text in map(wash_html, texts) if text not in signed}
                unknown = {href for text in new for href in links_unknown(text)}
            for href in sorted(unknown):
                text = _(
                    "A link leads to “%(address)s”. Begin with https:// and a host, mailto:, tel:, "
                    "one / for a page of this house, or # for a place on the page."
                )
                self.add_error("body", text % {"address": href})
        return cleaned

    def _untouched_keep(self, cleaned: dict[str, Any]) -> None:
        if self.instance.pk is None:
            return
        for name, field in self.fields.items():
            if name in cleaned:
                cleaned[name] = text_kept(
                    field=field, stored=self.initial.get(name), posted=cleaned[name]
                )
        if cleaned.get("body") is not None:
            posted = cleaned["body"].get_prep_value()
            kept = body_kept(stored=list(self.instance.body.raw_data), posted=posted)
            if kept != posted:
                cleaned["body"] = self.instance._meta.get_field("body").to_python(kept)


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except _MISSHAPEN as error:
        raise FormUnreadable("A part of this form cannot be read.") from error


def streamed_types_require(*, block: Any, data: Any, prefix: str) -> None:
    """Refuse a stream that names a kind of block which there is not.

    Wagtail passes over one, and what was written in it would be gone.

    Raises:
        ValueError: an unknown kind, or less than no blocks.
        LookupError: a part is missing.
    """
    count = int(data[f"{prefix}-count"])
    if count < 0:
        raise ValueError(f"{prefix} counts {count} blocks.")
    for number in range(count):
        kind = data[f"{prefix}-{number}-type"]
        if not data[f"{prefix}-{number}-deleted"] and kind not in block.child_blocks:
            raise ValueError(f"{prefix} has a block of the kind {kind!r}.")


def hidden_numbers_require(data: Mapping[str, Any]) -> None:
    """Refuse a form that names a revision or a step by what is no number of one.

    Raises:
        FormUnreadable: it does.
    """
    for name in HIDDEN_NUMBERS:
        value = data.get(name, "")
        if value and not (value.isascii() and value.isdigit() and len(value) <= MAX_DIGITS):
            raise FormUnreadable(f"{name} is no number.")
