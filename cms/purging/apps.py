from django.apps import AppConfig


class PurgingConfig(AppConfig):
    name = "cms.purging"
    label = "purging"
    verbose_name = "Purging of caches"

    def ready(self) -> None:
        """Follow the log where a cache is named; from its head, for a new cache holds nothing."""
        from django.conf import settings

        from cms.purging.consumer import NAME, follow
        from editorial.editions.consumers import registry

        if settings.CDN_PURGE_URL:
            registry.register(NAME, follow, start=registry.Start.HEAD)
