"""The tables that the gate reads, and what an older installation let the application make."""

from django.db import connection

from cms.database.owner import as_owner


def read_by_functions() -> list[str]:
    """Every table of ours whose name stands in a function of ours."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace"
            " AND c.relkind IN ('r', 'v') AND EXISTS (SELECT FROM pg_proc p"
            "  WHERE p.pronamespace = c.relnamespace AND p.prosrc ~ ('\\m' || c.relname || '\\M'))"
            " ORDER BY 1"
        )
        return [name for (name,) in cursor.fetchall()]


def temporary_allowed() -> None:
    """Give the application back what an older installation may still give it."""
    name, role = (connection.settings_dict[key] for key in ("NAME", "USER"))
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f'GRANT TEMPORARY ON DATABASE "{name}" TO "{role}"')


def temporary_refused() -> None:
    """Take it away again, as `database_prepare` does."""
    name, role = (connection.settings_dict[key] for key in ("NAME", "USER"))
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f'REVOKE TEMPORARY ON DATABASE "{name}" FROM "{role}"')
