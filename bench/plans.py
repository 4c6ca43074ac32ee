"""How many queries each address costs, and how the database answers them."""

# ruff: noqa: T201 - printing is what it is for
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import documents

EXPLAIN = "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, BUFFERS OFF)"


def show(*, count: int) -> None:
    """Print the query count of each address and the plan of its statement."""
    item = documents.content_id(count // 2)
    addresses = {
        "detail": f"/api/v1/content/{item}?lang=nb",
        "by path": f"/api/v1/content/nb/sykdom/dokument-{count // 2}",
        "list of 20": f"/api/v1/content?lang=nb&cursor={count // 2}",
        "list by type": "/api/v1/content?lang=nb&type=illness",
        "list by code": "/api/v1/content?lang=nb&code=ICPC-2:T90",
    }
    client = Client(headers={"host": "127.0.0.1"})
    public = connections["public"]
    for name, address in addresses.items():
        other = CaptureQueriesContext(connections["default"])
        with CaptureQueriesContext(public) as ours, other:
            client.get(address)
        queries = len(ours) + len(other)
        print(f"  {name}: {queries} {'query' if queries == 1 else 'queries'}")
        with public.cursor() as cursor:
            cursor.execute(f"{EXPLAIN} {ours[0]['sql']}")
            for (line,) in cursor.fetchall():
                print(f"      {line}")
