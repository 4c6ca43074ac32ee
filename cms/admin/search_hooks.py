"""Registration only: what editors keep for the public search."""

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from cms.admin.search_editing import ChangeRestore, EntryEdit, EntryHistory
from cms.admin.search_lists import INDEXES
from cms.admin.search_panel import SearchPanel
from cms.admin.search_reports import RedFlagList, SearchReport
from search.curation.selectors import may_curate


@hooks.register("register_admin_urls")
def search_urls() -> list[Any]:
    lists = [
        each
        for index in INDEXES
        for name in [f"search_{index.slug.replace('-', '_')}"]
        for each in (
            path(f"public-search/{index.slug}/", index.as_view(), name=name),
            path(
                f"public-search/{index.slug}/results/",
                index.as_view(results_only=True),
                name=f"{name}_results",
            ),
        )
    ]
    one = "public-search/<slug:slug>/<int:pk>/"
    return [
        path("public-search/report/", SearchReport.as_view(), name="search_report"),
        path("public-search/red-flags/", RedFlagList.as_view(), name="search_red_flags"),
        path(
            "public-search/changes/<int:pk>/restore/", ChangeRestore.as_view(),
            name="search_change_restore",
        ),
        *lists,
        path("public-search/<slug:slug>/add/", EntryEdit.as_view(), name="search_entry_add"),
        path(one, EntryEdit.as_view(), name="search_entry_edit"),
        path(f"{one}history/", EntryHistory.as_view(), name="search_entry_history"),
    ]  # fmt: skip


@hooks.register("construct_homepage_panels")
def search_panel(request: HttpRequest, panels: list[Any]) -> None:
    panel = SearchPanel(request.user)
    if panel.is_shown():
        panels.append(panel)


class CurationMenuItem(SubmenuMenuItem):
    """Shown to those who keep the search's words."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_curate(user=request.user)


@hooks.register("register_admin_menu_item")
def search_menu() -> MenuItem:
    items = [
        MenuItem(
            _("What people search for"), reverse_lazy("search_report"), icon_name="view",
            order=100,
        ),
        MenuItem(_("Synonyms"), reverse_lazy("search_synonyms"), icon_name="link", order=200),
        MenuItem(
            _("Best and worst bets"), reverse_lazy("search_bets"), icon_name="pick", order=300
        ),
        MenuItem(_("Stop words"), reverse_lazy("search_stop_words"), icon_name="cross", order=400),
        MenuItem(
            _("Red flags"), reverse_lazy("search_red_flags"), icon_name="warning", order=500
        ),
    ]  # fmt: skip
    return CurationMenuItem(
        _("Public search"), Menu(items=items), name="public-search", icon_name="search", order=250
    )
