"""What people search for without finding, and the red flags, to read."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.admin.search_editing import CurationView
from editorial.editions.clock import database_today
from search.curation.selectors import bet_trouble
from search.query.request import LANGUAGES
from search.safety import flags
from search.statistics.policy import number
from search.statistics.selectors import PERIODS, REPORTS, query_totals

REPORT_NAMES = {
    "zero": gettext_lazy("Nothing found"),
    "few": gettext_lazy("Next to nothing found"),
    "unclicked": gettext_lazy("Found, but not followed"),
    "all": gettext_lazy("All that is counted"),
}


class SearchReport(CurationView):
    """Counted queries that find nothing, or nothing that anybody follows."""

    template_name = "cms_admin/search/report.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        chosen = request.GET.get("report", "zero")
        report = chosen if chosen in REPORTS else "zero"
        days = request.GET.get("days", "28")
        period = int(days) if days in {str(each) for each in PERIODS} else 28
        today = database_today()
        rows = [
            {"total": total, "synonym_url": _add("synonyms", total), "bet_url": _add("bets", total)}
            for total in query_totals(report=report, today=today, days=period)
        ]
        label = _("What people search for")
        return self.render_to_response(
            {
                **self.get_context_data(),
                "breadcrumbs_items": [*self.breadcrumbs_items, {"url": "", "label": label}],
                "header_title": label,
                "rows": rows,
                "report": report,
                "reports": [(name, REPORT_NAMES[name]) for name in REPORTS],
                "period": period,
                "periods": PERIODS,
                "least_searches": number("least_searches"),
                "least_days": number("least_days"),
                "trouble": bet_trouble(today=today),
            }
        )


def _add(slug: str, total: Any) -> str:
    asked = urlencode({"query": total.text, "lang": total.lang})
    return f"{reverse('search_entry_add', args=[slug])}?{asked}"


class RedFlagList(CurationView):
    """The red flags as they are in force. They are safety data and change with the house itself."""

    template_name = "cms_admin/search/red_flags.html"
    header_icon = "warning"

    def get(self, request: HttpRequest) -> HttpResponse:
        label = _("Red flags")
        lang = (getattr(request, "LANGUAGE_CODE", "") or "nb")[:2]
        lang = lang if lang in LANGUAGES else "nb"
        data = flags()
        rows = [
            {
                "flag": flag,
                "title": flag["title"][lang],
                "text": flag["text"][lang],
                "phones": [str(phone) for phone in flag["phones"]],
                "phrases": [(code, _phrases(flag, code)) for code in LANGUAGES],
            }
            for flag in data.flags
        ]
        return self.render_to_response(
            {
                **self.get_context_data(),
                "breadcrumbs_items": [*self.breadcrumbs_items, {"url": "", "label": label}],
                "header_title": label,
                "rows": rows,
                "shown_lang": lang,
            }
        )


def _phrases(flag: dict[str, Any], lang: str) -> str:
    """What raises the flag in a language, without the marks that tell how exactly it must fit."""
    texts = [flag[name].get(lang, "") for name in ("phrases", "names") if name in flag]
    return re.sub("[=!]", "", ", ".join(text for text in texts if text))
