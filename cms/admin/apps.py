from django.apps import AppConfig


class AdminConfig(AppConfig):
    name = "cms.admin"
    label = "cms_admin"
    verbose_name = "Admin look"
