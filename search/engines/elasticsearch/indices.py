"""Aliases and the indices behind them.

An alias leads to a complete index or is not there. Its name holds the scheme, so that during a
roll-out old and new code each find an index that was built for them.
"""

import re
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from typing import Final

from elasticsearch import Elasticsearch

from search.analysis.groups import ENGLISH, NORWEGIAN, SAMI
from search.engines.elasticsearch import schema
from search.engines.elasticsearch.connection import asked

FAMILIES: Final = (NORWEGIAN, ENGLISH, SAMI)
JSON: Final = {"accept": "application/json", "content-type": "application/json"}


def alias(family: str, *, prefix: str) -> str:
    """The name under which a family's index is read and written."""
    return f"{prefix}-v{schema.SCHEME}-{family}"


def every_alias(*, prefix: str) -> list[str]:
    return [alias(family, prefix=prefix) for family in FAMILIES]


def create(client: Elasticsearch, *, family: str, prefix: str, refresh: str = "1s") -> str:
    """Make an empty index that nobody reads yet; returns its name."""
    moment = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
    name = f"{alias(family, prefix=prefix)}-{moment}-{secrets.token_hex(3)}"
    described = schema.body(family=family, refresh=refresh)
    asked(lambda: client.indices.create(index=name, **described))
    return name


def behind(client: Elasticsearch, *, prefix: str) -> dict[str, list[str]]:
    """Every index that we made under the prefix → its aliases."""
    found = asked(lambda: client.indices.get_alias(index=f"{prefix}-v*", allow_no_indices=True))
    ours = re.compile(rf"{re.escape(prefix)}-v\d+-(?:{'|'.join(FAMILIES)})-\d{{14}}-[0-9a-f]{{6}}")
    return {
        name: sorted(row["aliases"]) for name, row in found.body.items() if ours.fullmatch(name)
    }


def swap(client: Elasticsearch, *, names: dict[str, str], prefix: str) -> None:
    """Lead each family's alias to its new index, all in one step. `names`: family → index."""
    actions: list[dict] = []
    for family, name in names.items():
        shown = alias(family, prefix=prefix)
        actions.append({"remove": {"index": f"{shown}-*", "alias": shown, "must_exist": False}})
        actions.append({"add": {"index": name, "alias": shown}})
    asked(lambda: client.indices.update_aliases(actions=actions))


def drop(client: Elasticsearch, names: Iterable[str]) -> None:
    """Delete indices, each by its full name; one that is gone is no error."""
    lenient = client.options(ignore_status=404)
    for name in names:
        asked(partial(lenient.indices.delete, index=name))


def orphans(client: Elasticsearch, *, prefix: str) -> list[str]:
    """Indices that nothing leads to: left by a rebuild that was killed, or being built."""
    return sorted(name for name, aliases in behind(client, prefix=prefix).items() if not aliases)


def missing(client: Elasticsearch, *, prefix: str) -> list[str]:
    """Families that have no index yet."""
    shown = {name for aliases in behind(client, prefix=prefix).values() for name in aliases}
    return [family for family in FAMILIES if alias(family, prefix=prefix) not in shown]


def former(client: Elasticsearch, *, prefix: str) -> list[str]:
    """Indices of earlier schemes, which only earlier code reads."""
    current = tuple(f"{shown}-" for shown in every_alias(prefix=prefix))
    return sorted(name for name in behind(client, prefix=prefix) if not name.startswith(current))
