"""Two aliases, one database: `default` writes as the application, `public` reads what is public."""

from typing import Any


class OneDatabaseRouter:
    """All rows live in one database, so relations between aliases are sound.

    Public reads name the alias `public` themselves; nothing is routed to it silently.
    """

    def allow_relation(self, _first: Any, _second: Any, **_hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, _app_label: str, **_hints: Any) -> bool:
        return db == "default"
