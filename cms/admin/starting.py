"""Wagtail starts some of its widgets by scripts inside the page. Here the page says it in data.

A page that may run no script of its own is one into which nobody can write one. The few templates
that hold such scripts are replaced in `cms/templates/wagtailadmin/`, choosers here; `starting.js`
reads the data and calls what it names, from a fixed list.
"""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString

MARKED = '{}<template data-house-start="{}" data-house-arguments="{}"></template>'


def chooser_render(
    self: Any, name: str, value: Any, attrs: Any = None, renderer: Any = None
) -> SafeString:
    """In place of `BaseChooser.render`; needs an `id`, as that does."""
    if not (attrs and "id" in attrs):
        raise TypeError("BaseChooser cannot be rendered without an 'id' attribute")
    data = _chosen(self, value)
    options = self.get_js_init_options(attrs["id"], name, data)
    return format_html(
        MARKED,
        self.render_html(name, data, attrs),
        getattr(self, "js_starter", self.js_constructor),
        json.dumps([attrs["id"], options]),
    )


def _chosen(chooser: Any, value: Any) -> Any:
    """What the chooser shows; nothing for what names nothing, as a form that is drawn again may."""
    try:
        return chooser.get_value_data(value)
    except (ValueError, TypeError, OverflowError, ValidationError):
        return None


def choosers_replace() -> None:
    """Let every chooser be rendered without a script."""
    from wagtail.admin.widgets import BaseChooser
    from wagtail.admin.widgets.workflows import AdminTaskChooser

    BaseChooser.render = chooser_render
    AdminTaskChooser.js_starter = "createTaskChooser"
