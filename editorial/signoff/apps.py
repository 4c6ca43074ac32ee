from django.apps import AppConfig


class SignoffConfig(AppConfig):
    name = "editorial.signoff"
    label = "signoff"
    verbose_name = "Sign-off"
