from django.apps import AppConfig

MAIL = {
    "task_submitted": ("TaskState", "group_approval_task_submitted_email_notification"),
    "workflow_submitted": ("WorkflowState", "workflow_state_submitted_email_notification"),
    "workflow_rejected": ("WorkflowState", "workflow_state_rejected_email_notification"),
    "workflow_approved": ("WorkflowState", "workflow_state_approved_email_notification"),
}


class AdminConfig(AppConfig):
    """Stands after `wagtail.admin` in INSTALLED_APPS, because it takes back what that connects."""

    name = "cms.admin"
    label = "cms_admin"
    verbose_name = "Admin look"

    def ready(self) -> None:
        """Put this room's words into the lower layers' places: preview, editor, mail."""
        from django.contrib.auth.signals import user_logged_in

        from cms.admin.drawing import draft_response
        from cms.admin.readiness import readiness_panel
        from cms.admin.starting import choosers_replace
        from cms.admin.tellings import tell_at_login
        from content_models.pages import ContentPage
        from content_models.projection.preview import register_drawing

        register_drawing(draft_response)
        # All kinds of page share one definition of the editor; its first tab is the text.
        ContentPage.edit_handler.children[0].children.insert(0, readiness_panel())
        choosers_replace()
        user_logged_in.connect(tell_at_login, dispatch_uid="admin.tell_at_login")
        self._stop_mail()

    def _stop_mail(self) -> None:
        """Where no mail server is set, nobody waits for mail inside a publishing transaction."""
        from django.conf import settings
        from wagtail import models, signals

        if settings.EMAIL_HOST:
            return
        for signal, (sender, name) in MAIL.items():
            getattr(signals, signal).disconnect(sender=getattr(models, sender), dispatch_uid=name)
