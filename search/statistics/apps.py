from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    """The public role may read none of these tables."""

    name = "search.statistics"
    label = "statistics"
    verbose_name = "Search statistics"

    def ready(self) -> None:
        """Counters are written when an answer has been sent."""
        from django.core.signals import request_finished

        from search.statistics import counting

        request_finished.connect(counting.flush_if_due, dispatch_uid="search.statistics")
