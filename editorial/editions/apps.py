from django.apps import AppConfig


class EditionsConfig(AppConfig):
    name = "editorial.editions"
    label = "editions"
    verbose_name = "Editions"
