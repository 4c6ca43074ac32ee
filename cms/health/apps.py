from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "cms.health"
    label = "health"
    verbose_name = "Health"
