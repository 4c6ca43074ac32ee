from django.apps import AppConfig


class InstallationConfig(AppConfig):
    name = "cms.installation"
    label = "installation"
    verbose_name = "Installation"
    # Nobody but the owner's command writes the one row.
    trigger_written_tables = ["installation_installation"]
    public_tables = ["installation_installation"]

    def ready(self) -> None:
        """Health says what kind of database this is.

        Raises ImproperlyConfigured where the settings go round the rule that keeps houses apart.
        """
        from django.conf import settings
        from django.core.exceptions import ImproperlyConfigured

        from cms.health import registry
        from cms.installation.health import kind_check
        from cms.installation.rules import aliases_reasons

        reasons = aliases_reasons(
            ours=settings.INSTALLATION_KIND,
            is_demonstration=settings.DEMONSTRATION,
            engines={alias: str(each["ENGINE"]) for alias, each in settings.DATABASES.items()},
        )
        if reasons:
            raise ImproperlyConfigured(" ".join(reasons))
        registry.register("kind", kind_check)
