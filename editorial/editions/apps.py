from django.apps import AppConfig


class EditionsConfig(AppConfig):
    name = "editorial.editions"
    label = "editions"
    verbose_name = "Editions"
    append_only_tables = [
        "editions_edition",
        "editions_hold",
        "editions_restoration",
        "editions_withdrawalwish",
        "editions_wishoutcome",
        "editions_takingback",
        "editions_noticecheck",
        "editions_sweeprun",
    ]
    owners_tables = ["editions_order"]
    trigger_written_tables = [
        "editions_logentry",
        "editions_publicdocument",
        "editions_publicpath",
        "editions_publicmedia",
        "editions_publicrevocation",
        # Triggers know a page by it. Migrations alone write it.
        "django_content_type",
        # Whoever may write a view may lock it, and what it reads with it.
        "editions_shown",
        "editions_current",
        "editions_hiding",
        "editions_wishing",
        "editions_takenback",
    ]
    public_tables = [
        "editions_edition",
        "editions_logentry",
        "editions_shown",
        "editions_current",
        "editions_takenback",
        # Read by processes of the release before, until they are started again; by no code of ours.
        "editions_publicdocument",
        "editions_publicpath",
        "editions_publicmedia",
        "editions_publicrevocation",
    ]

    def ready(self) -> None:
        """Put the gate in place: without it every live save refuses."""
        from content_models import publishing
        from editorial.editions import (
            checks,  # noqa: F401 - it registers itself
            gate,
            recorders,
            recording,
            services,
            tasks,
            withdrawer,
        )
        from editorial.editions.heads.services import head_sign_after_commit
        from editorial.signoff import revoking

        publishing.register_guard("editions", gate.publication_reasons)
        publishing.register_recorder("editions", recording.edition_record)
        publishing.register_withdrawer("editions", withdrawer.withdrawal_record)
        publishing.register_keeper("editions", gate.has_evidence)
        recorders.register_wake("consumers", tasks.wake)
        revoking.register("editions", services.signoff_revoked)
        revoking.register("consumers", lambda **_revoked: recorders.wake())
        revoking.register("heads", lambda **_revoked: head_sign_after_commit())
