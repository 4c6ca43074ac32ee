"""What happens when the last task of a workflow is approved.

Wagtail imports this module while its own models load, so nothing here may import a model at the
top.
"""

from typing import Any


def workflow_publish_signed(workflow_state: Any, user: Any = None) -> None:
    """Publish the revision that was signed, never the latest one.

    Wagtail's own finish action publishes whatever revision is the newest, signed or not. The gate
    would refuse that too; here the right one is chosen. The sign-off is the permission.

    Raises:
        PublicationRefused: no clinical step of this workflow was approved, or the gate objects.
    """
    from django.utils.translation import gettext as _
    from wagtail.models import TaskState

    from content_models.publishing import PublicationRefused, Reason
    from editorial.workflow.models import ClinicalTaskState
    from editorial.workflow.publishing import PublishAsRead

    signed = (
        ClinicalTaskState.objects.filter(
            workflow_state=workflow_state, status=TaskState.STATUS_APPROVED
        )
        .select_related("revision")
        .order_by("-finished_at", "-pk")
        .first()
    )
    if signed is None:
        raise PublicationRefused(
            [
                Reason(
                    code="no-clinical-step",
                    text=_("This workflow has no approved clinical step, so it publishes nothing."),
                )
            ]
        )
    step = getattr(workflow_state, "step_at_work", None)
    if step is not None and step.pk == signed.pk:
        page = step.candidate.page
        PublishAsRead(signed.revision, page, user=user).execute(skip_permission_checks=True)
    else:
        signed.revision.publish(user=user, skip_permission_checks=True)
