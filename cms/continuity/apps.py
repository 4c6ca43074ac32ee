from django.apps import AppConfig


class ContinuityConfig(AppConfig):
    name = "cms.continuity"
    label = "continuity"
    verbose_name = "Continuity of the log"

    def ready(self) -> None:
        """Say in health how the log stands to its signed heads, and let no look at it hang."""
        from cms.continuity.health import restored
        from cms.database.patience import PUBLIC_SECONDS, patience
        from cms.health import registry
        from editorial.editions.continuity import watch

        registry.register("restored", restored)
        watch.register_patience(lambda: patience(PUBLIC_SECONDS))
