from django.apps import AppConfig


class SignoffConfig(AppConfig):
    name = "editorial.signoff"
    label = "signoff"
    verbose_name = "Sign-off"
    append_only_tables = [
        "signoff_attribution",
        "signoff_pagecopy",
        "signoff_revert",
        "signoff_signoff",
        "signoff_signoffrevocation",
        "signoff_telling",
    ]
    trigger_written_tables = [
        "signoff_checklistversion",
        "signoff_contribution",
        "signoff_reviewend",
        "signoff_submitter",
        "signoff_textblock",
        "signoff_textchange",
    ]

    def ready(self) -> None:
        """Hear of revisions that are brought back and of copies: whose hands are in the text."""
        from content_models import publishing
        from editorial.signoff import selectors, services

        publishing.register_signed("signoff", selectors.signed_bodies)
        publishing.register_reverter("signoff", services.revert_record)
        publishing.register_copier("signoff", services.copy_record)
