"""On the dashboard: what people searched for without finding, and bets that need somebody."""

from typing import Any

from cms.admin.dashboard import HousePanel
from editorial.editions.clock import database_today
from search.curation.selectors import bet_trouble, may_curate
from search.statistics.selectors import QueryTotal, query_totals

MOST = 5


class SearchPanel(HousePanel):
    """The searches of the last four weeks that found nothing, the most frequent first."""

    template_name = "cms_admin/home/search.html"
    order = 45

    def __init__(self, user: Any) -> None:
        super().__init__(user)
        self.rows: list[QueryTotal] = []
        self.bets = 0
        if may_curate(user=user):
            today = database_today()
            self.rows = query_totals(report="zero", today=today, most=MOST)
            trouble = bet_trouble(today=today)
            self.bets = len(trouble.not_public) + len(trouble.expired) + len(trouble.soon)

    def is_shown(self) -> bool:
        return bool(self.rows or self.bets)
