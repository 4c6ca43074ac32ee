from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"
    label = "cms"
    verbose_name = "Helsekilde"

    def ready(self) -> None:
        from cms import checks  # noqa: F401 - registers them
