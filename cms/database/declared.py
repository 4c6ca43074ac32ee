"""What the installed apps say of their tables, on their AppConfigs."""

from django.apps import apps


def declared(name: str) -> list[str]:
    """Every table that the installed apps list under `name`, sorted."""
    return sorted(
        {table for config in apps.get_app_configs() for table in getattr(config, name, [])}
    )
