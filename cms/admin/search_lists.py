"""The lists of synonyms, stop words and bets, with search, filters and pages."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views.generic import IndexView
from wagtail.permission_policies.base import BasePermissionPolicy

from editorial.editions.clock import database_today
from search.analysis.groups import group_of
from search.curation.models import Bet, Change, Entry, StopWord, Synonym
from search.curation.selectors import may_curate, public_titles


class CurationPolicy(BasePermissionPolicy):
    """Asks the one rule. Nothing is deleted: it is switched off."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and may_curate(user=user)


class EntryIndex(IndexView):
    """A list of one kind of entry."""

    slug = ""
    any_permission_required = ["view"]
    header_icon = "search"
    page_title = ""
    paginate_by = 50
    default_ordering = None
    template_name = "cms_admin/search/list.html"
    results_template_name = "cms_admin/search/list_results.html"
    list_export: list[str] = []
    explanation: Any = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.permission_policy = CurationPolicy(self.model)
        self.index_url_name = f"search_{self.slug.replace('-', '_')}"
        self.index_results_url_name = f"{self.index_url_name}_results"
        super().setup(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return str(self.model._meta.verbose_name_plural).capitalize()

    def get_edit_url(self, instance: Entry) -> str:
        return reverse("search_entry_edit", args=[self.slug, instance.pk])

    def get_add_url(self) -> str:
        return reverse("search_entry_add", args=[self.slug])

    def get_list_buttons(self, instance: Entry) -> list[Any]:
        return []

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        context["explanation"] = self.explanation
        return context


IN_USE = BooleanColumn("is_active", label=gettext_lazy("In use"))
CHANGED = DateColumn("updated_at", label=gettext_lazy("Changed"), sort_key="updated_at")


class SynonymIndex(EntryIndex):
    model = Synonym
    slug = "synonyms"
    search_fields = ["source", "others", "reason"]
    list_filter = ["family", "direction", "is_active", "origin"]
    explanation = gettext_lazy(
        "People search in their own words. A synonym lets them find pages that use other words."
    )
    list_display = [
        "__str__", "family", "direction", IN_USE,
        "origin",
        CHANGED,
    ]  # fmt: skip


class StopWordIndex(EntryIndex):
    model = StopWord
    slug = "stop-words"
    search_fields = ["word", "reason"]
    list_filter = ["family", "is_active", "origin"]
    explanation = gettext_lazy(
        "Stop words say nothing about what somebody looks for, and are left out of longer searches."
    )
    list_display = [
        "__str__", "family", "reason", IN_USE,
        "origin",
        CHANGED,
    ]  # fmt: skip


class BetIndex(EntryIndex):
    model = Bet
    slug = "bets"
    search_fields = ["query", "reason"]
    list_filter = ["lang", "kind", "is_active"]
    explanation = gettext_lazy(
        "A bet puts a page first or last for one query, until a day that you choose."
    )
    list_display = [
        "__str__", "kind", Column("item_title", label=gettext_lazy("Page")),
        Column("expires_on", label=gettext_lazy("Last day")),
        Column("state_text", label=gettext_lazy("State")),
        Column("made_by", label=gettext_lazy("Made by")),
    ]  # fmt: skip

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """One query a language for the titles, one for who made them, whatever the page's size."""
        paginator, page, rows, is_paginated = super().paginate_queryset(queryset, page_size)
        bets = list(rows)
        makers = dict(
            Change.objects.filter(kind="bet", entry_id__in=[bet.pk for bet in bets])
            .order_by("-pk")
            .values_list("entry_id", "actor_name")
        )
        titles: dict[str, dict[str, str]] = {}
        for lang in sorted({bet.lang for bet in bets}):
            wanted = [bet.content_id for bet in bets if group_of(bet.lang) == group_of(lang)]
            titles[lang] = public_titles(wanted, lang=lang)
        for bet in bets:
            title = titles[bet.lang].get(str(bet.content_id))
            bet.item_title = title or "–"
            bet.state_text = _state(bet, is_public=title is not None)
            bet.made_by = makers.get(bet.pk, "")
        return paginator, page, bets, is_paginated


def _state(bet: Bet, *, is_public: bool) -> str:
    if not bet.is_active:
        return _("switched off")
    if bet.expires_on < database_today():
        return _("expired")
    return _("in use") if is_public else _("no effect: the page is not public")


INDEXES: tuple[type[EntryIndex], ...] = (SynonymIndex, StopWordIndex, BetIndex)
