"""What the database said to a command, as one line that tells a person what to do."""

from typing import Final

import psycopg
from django.db import Error as DjangoError
from psycopg import errors

from content_models.said import first_line

# Tables, columns, functions and schemas that this release needs and the database does not have.
NOT_THERE: Final = (
    errors.UndefinedTable,
    errors.UndefinedColumn,
    errors.UndefinedFunction,
    errors.InvalidSchemaName,
)
PREPARE: Final = "run manage.py database_prepare (docs/operations/production.md)"


def line_of(error: BaseException) -> str:
    """One line for what stands in the way; "" for an error that is a fault of the program."""
    cause = error.__cause__ if isinstance(error, DjangoError) else error
    if not isinstance(cause, psycopg.Error):
        return ""
    said = sentence(cause)
    if isinstance(cause, NOT_THERE):
        return f"The database is not prepared for this release ({said}): {PREPARE}."
    if isinstance(cause, errors.InsufficientPrivilege):
        return (
            f"The database refuses this to the role it was asked as ({said}). Look which role "
            "stands in which address; database_prepare gives each its rights."
        )
    if isinstance(cause, errors.ReadOnlySqlTransaction):
        return f"The database may only be read ({said}): is it a standby, or the public role's?"
    if isinstance(cause, psycopg.OperationalError):
        return f"The database cannot be used: {said}"
    return ""


def sentence(error: BaseException) -> str:
    """PostgreSQL's own sentence, once; the client repeats it for each address it tried."""
    return first_line(error).removeprefix("connection failed: ").rstrip(".")
