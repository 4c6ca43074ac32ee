"""Add and edit synonyms, stop words and bets: first a preview, then saving, always with history."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.admin.refusals import refusal_messages
from cms.admin.search_forms import FORMS, EntryForm
from cms.admin.search_history import history_rows
from content_models.publishing import Refusal
from search.analysis.groups import group_of
from search.curation.judging import JudgedEffect, judged_effect
from search.curation.models import Change, Entry
from search.curation.preview import Sample, samples
from search.curation.rehearsal import Rehearsal
from search.curation.selectors import KINDS, may_curate
from search.curation.services import entry_reasons, entry_restore, entry_save

SLUGS = {"synonym": "synonyms", "stop_word": "stop-words", "bet": "bets"}


@dataclass(frozen=True)
class PreviewShown:
    """What the preview shows."""

    samples: list[Sample]
    judged: JudgedEffect | None


class CurationView(WagtailAdminTemplateMixin, View):
    """Only those who keep the search's words come in."""

    header_icon = "search"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_curate(user=request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class EntryView(CurationView):
    """A view of one kind of entry, named in the address."""

    crumb: ClassVar[str] = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.slug = kwargs["slug"]
        if self.slug not in FORMS:
            raise Http404
        self.form_class = FORMS[self.slug]
        self.model = self.form_class.model

    def get_object(self) -> Entry:
        """The stored entry, or a new one."""
        pk = self.kwargs.get("pk")
        if pk is None:
            return self.model()
        return get_object_or_404(self.model._default_manager, pk=pk)

    def list_url(self) -> str:
        return reverse(f"search_{self.slug.replace('-', '_')}")

    def breadcrumbs(self, *last: dict[str, Any]) -> list[dict[str, Any]]:
        plural = capfirst(str(self.model._meta.verbose_name_plural))
        return [*self.breadcrumbs_items, {"url": self.list_url(), "label": plural}, *last]


class EntryEdit(EntryView):
    """The form. Saving asks for a preview of exactly what is saved."""

    template_name = "cms_admin/search/edit.html"

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        entry = self.get_object()
        return self.shown(self.form_class(entry=entry, initial=self.suggested(entry)))

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        data = request.POST.copy()
        form = self.form_class(data, entry=self.get_object())
        if not form.is_valid():
            return self.shown(form)
        entry = form.filled()
        reasons = entry_reasons(actor=request.user, entry=entry)
        for reason in reasons:
            form.add_error(None, reason.text)
        if reasons:
            return self.shown(form)
        if "save" in request.POST and form.cleaned_data["previewed"] == form.fingerprint():
            return self.saved(form, entry)
        rehearsal = Rehearsal(entry)
        preview = PreviewShown(samples=samples(rehearsal), judged=judged_effect(rehearsal))
        # The hidden field says what the preview is of.
        data["previewed"] = form.fingerprint()
        return self.shown(form, preview=preview, again="save" in request.POST)

    def saved(self, form: EntryForm, entry: Entry) -> HttpResponse:
        try:
            entry_save(actor=self.request.user, entry=entry)
        except Refusal as refusal:
            for reason in refusal.reasons:
                form.add_error(None, reason.text)
            return self.shown(form)
        text = _("“%(entry)s” is saved and in force within a few seconds.")
        messages.success(self.request, text % {"entry": entry})
        return redirect(self.list_url())

    def shown(
        self, form: EntryForm, *, preview: PreviewShown | None = None, again: bool = False
    ) -> HttpResponse:
        entry = form.entry
        # As it is stored, not as it is being changed.
        stored = self.model._default_manager.filter(pk=entry.pk).first()
        name = capfirst(str(self.model._meta.verbose_name))
        label = str(stored) if stored else _("New: %(name)s") % {"name": name}
        return self.render_to_response(
            {
                **self.get_context_data(),
                "breadcrumbs_items": self.breadcrumbs({"url": "", "label": label}),
                "header_title": label,
                "form": form,
                "media": forms.Media() + form.media,
                "entry": entry,
                "preview": preview,
                "again": again,
                "list_url": self.list_url(),
                "history_url": (
                    reverse("search_entry_history", args=[self.slug, entry.pk]) if entry.pk else ""
                ),
            }
        )

    def suggested(self, entry: Entry) -> dict[str, Any]:
        """A new entry may begin with a query of the report."""
        query, lang = self.request.GET.get("query", "")[:80], self.request.GET.get("lang", "")
        if entry.pk or not query:
            return {}
        found: dict[str, Any] = {"source": query, "query": query, "word": query}
        if lang in ("nb", "nn", "se", "en"):
            found |= {"lang": lang, "family": group_of(lang)}
        return found


class EntryHistory(EntryView):
    """Who changed what and when; each change can be taken back."""

    template_name = "cms_admin/search/history.html"

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        entry = self.get_object()
        edit_url = reverse("search_entry_edit", args=[self.slug, entry.pk])
        return self.render_to_response(
            {
                **self.get_context_data(),
                "breadcrumbs_items": self.breadcrumbs(
                    {"url": edit_url, "label": str(entry)}, {"url": "", "label": _("History")}
                ),
                "header_title": _("History"),
                "entry": entry,
                "rows": history_rows(entry),
                "edit_url": edit_url,
            }
        )


class ChangeRestore(CurationView):
    """Take a change back. Only by POST; what may not be so any more is refused with the reasons."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *_args: Any, **kwargs: Any) -> HttpResponse:
        change = get_object_or_404(Change, pk=kwargs["pk"])
        if change.kind not in KINDS:
            raise Http404
        try:
            entry = entry_restore(actor=request.user, change=change)
        except Refusal as refusal:
            refusal_messages(request, refusal)
        else:
            messages.success(request, _("“%(entry)s” is restored.") % {"entry": entry})
        return redirect("search_entry_history", SLUGS[change.kind], change.entry_id)
