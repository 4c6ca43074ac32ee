from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "editorial.people"
    label = "people"
    verbose_name = "People and credentials"
    trigger_written_tables = ["people_authoritychange"]
