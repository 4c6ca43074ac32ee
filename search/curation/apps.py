from django.apps import AppConfig


class CurationConfig(AppConfig):
    name = "search.curation"
    label = "curation"
    verbose_name = "Search curation"
    append_only_tables = ["curation_change"]
    # What a query needs and no more: who changed what, and the judged queries, stay inside.
    public_tables = [
        "curation_version",
        "curation_synonym",
        "curation_stopword",
        "curation_bet",
    ]

    def ready(self) -> None:
        """From here on the words and bets that editors keep are in force."""
        from search.analysis import lists
        from search.curation import active, selectors
        from search.services import bets_register

        lists.provide(active.word_lists)
        bets_register(selectors.bets_for)
