from django.apps import AppConfig


class ContentModelsConfig(AppConfig):
    name = "content_models"
    label = "content_models"
    verbose_name = "Content"
