"""Where stock Wagtail answers."""


def detail(pk: int) -> str:
    """One page."""
    return f"/api/v2/pages/{pk}/"


def listing(offset: int) -> str:
    """Twenty pages; Wagtail's lists know offsets and no cursors."""
    return f"/api/v2/pages/?type=bench_stock.StockPage&limit=20&offset={offset}"
