"""The cells of a table, in the one form in which they can be shown."""

import json
from typing import Any, Final

from wagtail.contrib.table_block.blocks import TableBlock

MAX_ROWS: Final = 500
MAX_COLUMNS: Final = 50
MAX_CELL: Final = 10_000


class CellsBlock(TableBlock):
    """Wagtail's block, which takes any JSON for a table."""

    def value_from_form(self, value: Any) -> Any:
        """Raises ValueError for what is no table, or one that is larger than a table may be."""
        table = json.loads(value)
        if table is not None and not _is_table(table):
            raise ValueError("This is no table.")
        return table

    def deconstruct(self) -> Any:
        """As Wagtail's own in migrations: what is stored is the same."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.contrib.table_block.blocks.TableBlock", args, kwargs


def _is_table(table: Any) -> bool:
    if not isinstance(table, dict):
        return False
    rows = table.get("data")
    return rows is None or (
        isinstance(rows, list) and len(rows) <= MAX_ROWS and all(map(_is_row, rows))
    )


def _is_row(row: Any) -> bool:
    return isinstance(row, list) and len(row) <= MAX_COLUMNS and all(map(_is_cell, row))


def _is_cell(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str | int | float) and len(str(cell)) <= MAX_CELL)
