from django.apps import AppConfig


class InstallationConfig(AppConfig):
    name = "cms.installation"
    label = "installation"
    verbose_name = "Installation"
    # Nobody but the owner's command writes the one row.
    trigger_written_tables = ["installation_installation"]
    public_tables = ["installation_installation"]

    def ready(self) -> None:
        """Health says what kind of database this is."""
        from cms.health import registry
        from cms.installation.health import kind_check

        registry.register("kind", kind_check)
