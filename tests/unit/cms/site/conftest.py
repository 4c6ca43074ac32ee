"""The site's tests fix public documents themselves, in one database that each empties first."""

from tests.contract.conftest import contract_database, rows

__all__ = ["contract_database", "rows"]
