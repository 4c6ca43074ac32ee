from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "editorial.people"
    label = "people"
    verbose_name = "People and credentials"
    # What forms ask by; migrations alone write permissions.
    trigger_written_tables = ["people_authoritychange", "auth_permission"]
