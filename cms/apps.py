from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"
    label = "cms"
    verbose_name = "Helsekilde"

    def ready(self) -> None:
        """Register the checks, and let no request wait for a database that hangs."""
        from cms import checks  # noqa: F401
        from cms.database import patience, pooler  # noqa: F401
        from cms.health import registry, skew

        patience.connect()
        registry.register("skew", skew.skew)
