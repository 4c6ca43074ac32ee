from django.apps import AppConfig


class SignoffConfig(AppConfig):
    name = "editorial.signoff"
    label = "signoff"
    verbose_name = "Sign-off"
    append_only_tables = ["signoff_signoff", "signoff_signoffrevocation"]
    trigger_written_tables = ["signoff_contribution"]
