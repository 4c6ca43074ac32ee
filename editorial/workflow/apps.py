from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    name = "editorial.workflow"
    label = "workflow"
    verbose_name = "Editorial workflow"

    def ready(self) -> None:
        """Spare each step of a review the questions that the database answers anyway."""
        from wagtail.models import PageLogEntry, WorkflowState

        from editorial.workflow.validation import references_leave_to_database

        references_leave_to_database(WorkflowState)
        references_leave_to_database(PageLogEntry)
