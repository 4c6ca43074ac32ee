from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    label = "search"
    verbose_name = "Search"
    default_auto_field = "django.db.models.BigAutoField"
    public_tables = [
        "search_document", "search_name", "search_posting", "search_spelling", "search_word",
    ]  # fmt: skip
    scratch_schemas = ["search_scratch"]

    def ready(self) -> None:
        """Index each edition in the transaction that writes it, and elsewhere after it."""
        from django.conf import settings

        from editorial.editions import recorders
        from search import indexing

        recorders.register("search", indexing.edition_index)
        if settings.ELASTICSEARCH_URL:
            from editorial.editions.consumers import registry
            from search.engines.elasticsearch import consumer

            registry.register(consumer.NAME, consumer.follow)
