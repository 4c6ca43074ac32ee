from django.apps import AppConfig


class ContentModelsConfig(AppConfig):
    name = "content_models"
    label = "content_models"
    verbose_name = "Content"
    trigger_written_tables = ["content_models_riskclass", "content_models_riskclasschange"]

    def ready(self) -> None:
        """Give each kind of page its projector, and load the checks."""
        from content_models import checks, copies, scheduling, wagtail_clock  # noqa: F401
        from content_models.pages import PAGE_TYPES
        from content_models.projection import register
        from content_models.projection.article import project

        for page_type in PAGE_TYPES:
            register(page_type, project)
        wagtail_clock.connect()
        scheduling.connect()
        copies.connect()
