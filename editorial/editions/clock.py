"""The database's time, for the rooms of the editions and all that stand above them."""

from content_models.clock import DatabaseNow, DatabaseToday, database_now, database_today

__all__ = ["DatabaseNow", "DatabaseToday", "database_now", "database_today"]
