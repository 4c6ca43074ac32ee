"""What the editor's form posts for a page that somebody opened, and changed nothing in."""

import json
from collections.abc import Iterable
from typing import Any

from django import forms
from wagtail.blocks import ListBlock, StreamBlock, StructBlock
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from content_models.blocks.html import HtmlBlock

CHILDREN = ("evidence_references", "medical_codes")


def opened(page: Any, **changes: Any) -> dict[str, Any]:
    """The newest draft as a browser posts it: with its line ends, and rich text as the editor's."""
    latest = page.get_latest_revision_as_object()
    form_class = latest.get_edit_handler().get_form_class()
    form = form_class(instance=latest, for_user=page.owner)
    values = {
        name: posted(field.widget, form.initial.get(name))
        for name, field in form.fields.items()
        if name != "body"
    }
    values["body"] = sent(latest.body.stream_block, latest.body)
    for name in CHILDREN:
        values[name] = rows_sent(form.formsets[name])
    values["comments"] = inline_formset([])
    return nested_form_data({key: value for key, value in values.items() if value is not None}) | (
        changes
    )


def posted(widget: Any, value: Any) -> Any:
    """What a browser sends for a field; None where it sends nothing."""
    if isinstance(widget, forms.CheckboxInput):
        return "on" if value else None
    if isinstance(value, Iterable) and not isinstance(value, str | dict):
        return tuple(str(getattr(each, "pk", each)) for each in value)
    shown = widget.format_value(value)
    if isinstance(shown, list):
        shown = shown[0] if shown else ""
    if shown is None:
        return ""
    lines = str(shown).replace("\r\n", "\n").replace("\r", "\n")
    return lines.replace("\n", "\r\n" if isinstance(widget, forms.Textarea) else "")


def sent(block: Any, value: Any) -> Any:
    """What the editor sends for a block."""
    if isinstance(block, StreamBlock | ListBlock):
        children = list(value) if isinstance(block, StreamBlock) else list(value.bound_blocks)
        rows = {
            str(at): {
                "deleted": "", "order": str(at), "id": child.id or "",
                "type": child.block_type if isinstance(block, StreamBlock) else "item",
                "value": sent(child.block, child.value),
            }
            for at, child in enumerate(children)
        }  # fmt: skip
        return {"count": str(len(rows)), **rows}
    if isinstance(block, StructBlock):
        parts = {name: sent(child, value[name]) for name, child in block.child_blocks.items()}
        return {name: part for name, part in parts.items() if part is not None}
    if isinstance(block, HtmlBlock):
        return block.get_form_state(value)
    prepared = block.value_for_form(value)
    if isinstance(prepared, dict):
        return json.dumps(prepared)
    return posted(block.field.widget, getattr(prepared, "pk", prepared))


def rows_sent(formset: Any) -> dict[str, Any]:
    """What a child form sends: its rows, and how many they are."""
    rows = {
        str(at): {
            name: value
            for name, field in form.fields.items()
            if (value := posted(field.widget, form.initial.get(name))) is not None
        }
        for at, form in enumerate(formset.initial_forms)
    }
    for at, row in rows.items():
        row |= {
            "id": str(formset.initial_forms[int(at)].instance.pk or ""),
            "ORDER": str(int(at) + 1),
        }
    count = str(len(rows))
    return {
        "TOTAL_FORMS": count, "INITIAL_FORMS": count, "MIN_NUM_FORMS": "0",
        "MAX_NUM_FORMS": "1000", **rows,
    }  # fmt: skip
