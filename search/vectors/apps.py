from django.apps import AppConfig


class VectorsConfig(AppConfig):
    """Installed only where `SEARCH_ENCODER` names an encoder."""

    name = "search.vectors"
    label = "vectors"
    verbose_name = "Search by meaning"
    public_tables = ["search_vector"]

    def ready(self) -> None:
        """Encode what is published, after it is: a vector takes longer than a publication may."""
        from django.conf import settings
        from django.core.exceptions import ImproperlyConfigured
        from django.utils.module_loading import import_string

        from editorial.editions.consumers import registry
        from search.vectors import following

        try:
            import_string(settings.SEARCH_ENCODER)
        except ImportError as error:
            raise ImproperlyConfigured(
                f"SEARCH_ENCODER can not be loaded ({error}). `make encoder` installs one."
            ) from error
        registry.register("vectors", following.entry_encode)
