from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "editorial.clocks"
    label = "clocks"
    verbose_name = "Clocks"
