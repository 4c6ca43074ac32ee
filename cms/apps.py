from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class CmsConfig(AppConfig):
    name = "cms"
    label = "cms"
    verbose_name = "Helsekilde"

    def ready(self) -> None:
        """Register the checks, wait for no database that hangs, pin what a migration makes."""
        from cms import checks  # noqa: F401
        from cms.database import migrated, moments, patience, pooler  # noqa: F401
        from cms.health import registry, skew

        patience.connect()
        moments.connect()
        # Sent once for an app that has models, when everything is migrated.
        post_migrate.connect(migrated.functions_keep, sender=apps.get_app_config("content_models"))
        registry.register("skew", skew.skew)
