from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    label = "search"
    verbose_name = "Search"
    default_auto_field = "django.db.models.BigAutoField"
    public_tables = ["search_document", "search_posting", "search_spelling", "search_word"]

    def ready(self) -> None:
        """Index each edition in the transaction that writes it."""
        from editorial.editions import recorders
        from search import indexing

        recorders.register("search", indexing.edition_index)
