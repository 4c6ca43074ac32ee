"""`python -m bench.stock prepare | fill N | publish N | queries`: one JSON line of what was found.

A process of its own, because Django has one set of settings in a process.
"""

import argparse
import json
import os
import sys
import time
from typing import Any

STEP = 4
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=["prepare", "fill", "publish", "queries"])
    parser.add_argument("count", type=int, nargs="?", default=0)
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.stock.settings"
    import django

    django.setup()
    actions = {"prepare": prepare, "fill": fill, "publish": publish, "queries": queries}
    sys.stdout.write(json.dumps(actions[options.action](options.count)) + "\n")


def prepare(_count: int) -> dict[str, Any]:
    """Make the database and Wagtail's tables in it."""
    from django.conf import settings
    from django.core.management import call_command

    from bench.database import owner_connection

    with owner_connection(autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{settings.DATABASE}"')
    call_command("migrate", verbosity=0, interactive=False)
    return {}


def bodies(count: int) -> Any:
    """The same texts as our articles, section by section."""
    from bench import documents

    for number, article in enumerate(documents.articles(count=count), start=1):
        sections = [
            {
                "type": "section",
                "id": section["id"],
                "value": {"heading": section["heading"], "text": section["blocks"][0]["html"]},
            }
            for section in article["sections"]
        ]
        yield number, article["title"], sections


def _home() -> Any:
    from wagtail.models import Page

    return Page.objects.get(depth=2)


def fill(count: int) -> dict[str, Any]:
    """So many live pages below the home page, in place of those that are there."""
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection
    from wagtail.models import Page

    from bench.stock.models import StockPage

    home = _home()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE bench_stock_stockpage")
        cursor.execute("DELETE FROM wagtailsearch_indexentry")
        cursor.execute("DELETE FROM wagtailcore_referenceindex")
        cursor.execute("DELETE FROM wagtailcore_page WHERE depth > 2")
        kind = ContentType.objects.get_for_model(StockPage)
        pages = Page.objects.bulk_create(
            Page(
                path=home.path + _step(number), depth=3, title=title, draft_title=title,
                slug=f"page-{number}", url_path=f"{home.url_path}page-{number}/", live=True,
                content_type=kind, locale_id=home.locale_id,
            )
            for number, title, _sections in bodies(count)
        )  # fmt: skip
        with cursor.copy("COPY bench_stock_stockpage (page_ptr_id, body) FROM STDIN") as copy:
            for page, (_number, _title, sections) in zip(pages, bodies(count), strict=True):
                copy.write_row((page.pk, json.dumps(sections)))
        Page.objects.filter(pk=home.pk).update(numchild=count)
        cursor.execute("VACUUM ANALYZE")
    return {"first": pages[0].pk, "last": pages[-1].pk}


def _step(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, len(ALPHABET))
        digits = ALPHABET[rest] + digits
    return digits.rjust(STEP, "0")


def publish(count: int) -> dict[str, Any]:
    """Create and publish pages as Wagtail does it; seconds, without the start of the process."""
    from bench.stock.models import StockPage

    home = _home()
    mark = str(time.time_ns())
    found = list(bodies(count))
    started, used = time.perf_counter(), time.process_time()
    for number, title, sections in found:
        page = StockPage(title=title, slug=f"{mark}-{number}", body=json.dumps(sections))
        home.add_child(instance=page)
        page.save_revision().publish()
    return {"seconds": time.perf_counter() - started, "cpu": time.process_time() - used}


def queries(_count: int) -> dict[str, Any]:
    """How many queries a detail and a list of 20 cost."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from bench.stock.addresses import detail, listing
    from bench.stock.models import StockPage

    middle = StockPage.objects.order_by("pk")[StockPage.objects.count() // 2].pk
    client = Client(headers={"host": "127.0.0.1"})
    counts = {}
    for name, address in (("detail", detail(middle)), ("list of 20", listing(20))):
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
        if answer.status_code != 200:  # noqa: PLR2004
            raise RuntimeError(f"{address} answers {answer.status_code}")
        counts[name] = len(captured)
    return counts


if __name__ == "__main__":
    main()
