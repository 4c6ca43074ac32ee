"""No clock but the database's decides about a text, and nobody forgets it.

Whoever needs a moment asks `content_models.clock`. What stands in the lists below asks another
clock, and says why that decides nothing.
"""

import re
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest
import wagtail
from django.apps import apps
from django.db import connection

from content_models.wagtail_clock import MODULES, DatabaseTime
from tests.architecture import clocks

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("cms", "editorial", "search", "content_models")
ALLOWED = {
    "cms/database/left_over.py": "a part of a name, of a file that is kept for a look",
    "cms/management/commands/demo.py": "how long the start of the demo took, printed",
    "editorial/editions/skew.py": "measures how wrong it is",
    "search/curation/judged_models.py": "when a set of queries was measured with, shown",
    "search/curation/models.py": "shown in a list; the history beside it has the database's time",
    "search/engines/elasticsearch/indices.py": "a part of a name; an alias says which is in use",
    "search/statistics/counting.py": "the day that a search is counted under, which costs no query",
}
WAGTAIL = Path(wagtail.__file__).parent
# What Wagtail's fields write by themselves cannot be told another clock: `auto_now`.
WAGTAIL_ALLOWED = {
    "wagtail.admin.forms.comments": "when a comment on a draft was answered, shown",
    "wagtail.admin.views.generic.preview": "how old an unsaved draft is that is kept for a preview",
    "wagtail.admin.views.reports.audit_logging": "the name of a file",
    "wagtail.admin.views.reports.locked_pages": "the name of a file",
    "wagtail.admin.views.reports.workflows": "the name of a file",
    "wagtail.admin.templatetags.wagtailadmin_tags": "how long ago, in words beside a date",
    "wagtail.api.v3.auth": "Wagtail's own API is not mounted",
    "wagtail.documents.models": "when a file was uploaded, shown",
    "wagtail.embeds.embeds": "when a video's description was fetched",
    "wagtail.embeds.finders.oembed": "when a video's description is to be fetched again",
    "wagtail.embeds.models": "when a video's description was fetched",
    "wagtail.fields": "a validator that no field of ours has",
    "wagtail.images.models": "when a picture was uploaded, shown; how long it took, logged",
    "wagtail.models.api": "Wagtail's own API is not mounted",
}
# Each writes `auto_now` beside what `MODULES` covers.
WAGTAIL_FIELDS = {
    "wagtail.models.pages": "comments on a draft: shown",
    "wagtail.models.workflows": "a trigger writes both: signoff, 0004_clock.sql",
}
# Functions in the database that are not asked when anything is decided.
SQL_ALLOWED = {
    "curation_mark": "when the editors' words last changed, shown",
    "editions_holders": "how long a session has held up others, by the server's own clock",
    "helsekilde_moment": "how long ago the transaction began, added to the owner's time",
    "helsekilde_require_present": "how long ago the transaction began, which must be short",
    "editions_take_order": "how long a commit waits for the log, inside its transaction",
}


def found(package: str) -> dict[str, Counter[str]]:
    return {
        str(path.relative_to(ROOT)): counted
        for path, source in clocks.modules(ROOT / package)
        if (counted := Counter(clocks.asked(source)))
    }


@pytest.mark.parametrize("package", PACKAGES)
def test_nothing_of_ours_asks_the_clock_of_its_process(package):
    asking = set(found(package))
    assert asking - set(ALLOWED) == set()
    assert {name for name in ALLOWED if name.startswith(f"{package}/")} - asking == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_no_query_of_ours_asks_a_clock_that_is_not_the_owners(package):
    asking = {
        str(path.relative_to(ROOT)): bare
        for path, source in clocks.modules(ROOT / package)
        if (bare := clocks.bare_sql(source))
    }
    assert asking == {}


def test_no_function_in_the_database_does(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace "
            "AND proname NOT LIKE 'procrastinate%' AND prosrc <> ''"
        )
        sources = dict(cursor.fetchall())
    assert "signoff_check" in sources
    asking = {name for name, source in sources.items() if clocks.BARE_SQL.search(source)}
    assert asking == set(SQL_ALLOWED)


def test_no_page_of_ours_does():
    pages = [path for package in PACKAGES for path in (ROOT / package).rglob("*.html")]
    tag = re.compile(r"\{%\s*now\b|\|\s*time(since|until)\b")
    assert pages
    assert [path.name for path in pages if tag.search(path.read_text(encoding="utf-8"))] == []


def test_wagtail_asks_the_database_wherever_it_asks():
    unknown = {}
    for path, source in clocks.modules(WAGTAIL):
        parts = path.relative_to(WAGTAIL.parent).with_suffix("").parts
        name = ".".join(parts).removesuffix(".__init__")
        if name.startswith("wagtail.contrib.") or name in WAGTAIL_ALLOWED:
            continue
        counted = Counter(clocks.asked(source))
        if name in MODULES:
            del counted["django.utils.timezone.now"]
        if name in WAGTAIL_FIELDS:
            counted = Counter({key: n for key, n in counted.items() if key not in clocks.FIELDS})
        if counted:
            unknown[name] = counted
    assert unknown == {}


def test_none_of_wagtails_apps_that_we_have_is_left_out():
    """Of its additions those two are installed, and they ask no clock."""
    added = {
        each.name for each in apps.get_app_configs() if each.name.startswith("wagtail.contrib")
    }
    assert added == {"wagtail.contrib.simple_translation", "wagtail.contrib.table_block"}
    for name in added:
        folder = WAGTAIL / Path(*name.split(".")[1:])
        assert [list(clocks.asked(source)) for _path, source in clocks.modules(folder)] == [
            [] for _each in clocks.modules(folder)
        ]


@pytest.mark.parametrize("name", MODULES)
def test_each_module_of_wagtail_has_the_databases_time(name):
    assert isinstance(import_module(name).timezone, DatabaseTime)


@pytest.mark.parametrize(
    "source",
    [
        "from django.utils import timezone\ntimezone.now()",
        "from django.utils import timezone as tz\nx = tz.now",
        "from django.utils.timezone import now\nnow()",
        "import django.utils.timezone\n",
        "from datetime import datetime\ndatetime.now(UTC)",
        "import datetime as dt\ndt.datetime.utcnow()",
        "from datetime import date\ndate.today()",
        "import time\ntime.time()",
        "from time import time as t\nt()",
        "from django.utils import timezone\ntimezone.localdate()",
        "from django.utils import timezone\ntimezone.localdate(moment)",
        "field = models.DateTimeField(auto_now_add=True)",
        "import time\ntime.monotonic()",
    ],
)
def test_the_finder_finds(source):
    innocent = {"import django.utils.timezone\n"}
    is_asked = source not in innocent and "moment" not in source and "monotonic" not in source
    assert bool(list(clocks.asked(source))) is is_asked


@pytest.mark.parametrize(
    ("sql", "is_asked"),
    [
        ("SELECT now()", True),
        ("SELECT 1 WHERE x > NOW ( )", True),
        ("SELECT helsekilde_now()", False),
        ("SELECT pg_catalog.now()", True),
        ("SELECT current_date", True),
        ("SELECT helsekilde_today()", False),
        ("UPDATE t SET a = CURRENT_TIMESTAMP", True),
        ("It is so now() and then", False),
    ],
)
def test_the_finder_finds_in_sql(sql, is_asked):
    assert bool(clocks.bare_sql(f"x = {sql!r}")) is is_asked
