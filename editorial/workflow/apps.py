from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    name = "editorial.workflow"
    label = "workflow"
    verbose_name = "Editorial workflow"
