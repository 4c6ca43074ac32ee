"""What a new house needs before the first text: languages, tree, groups, tasks. Idempotent."""

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from content_models.pages import HubPage
from editorial.people import groups
from editorial.workflow.models import ClinicalSignOffTask, DeskReviewTask

LANGUAGES = {"nb": "Bokmål", "nn": "Nynorsk", "se": "Davvisámegiella", "en": "English"}
WORKFLOW = "Medical review"
DESK_TASK = "Desk review"
CLINICAL_TASK = "Clinical sign-off"

# What each group may do with pages. Nobody gets "publish" but the desk, and what the desk publishes
# is still decided by the gate: an edit of an editorial field under a sign-off that stands.
PAGE_PERMISSIONS = {
    groups.AUTHORS: ("add_page", "change_page"),
    groups.DESK: ("add_page", "change_page", "publish_page"),
    groups.CLINICIANS: (),
    groups.DUTY: ("change_page",),
    groups.CHIEF: ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
    groups.TECHNICAL: (),
}
IMAGE_PERMISSIONS = ("add_image", "choose_image")


@dataclass(frozen=True)
class House:
    """The rows that other commands need."""

    homes: dict[str, HubPage]
    workflow: Workflow


@transaction.atomic
def house_provision() -> House:
    """Create what is missing, leave what is there."""
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in LANGUAGES}
    homes = _homes(locales)
    _site(homes["nb"])
    _groups()
    return House(homes=homes, workflow=_workflow())


def _homes(locales: dict[str, Locale]) -> dict[str, HubPage]:
    root = Page.get_first_root_node()
    homes: dict[str, HubPage] = {}
    for code, locale in locales.items():
        home = HubPage.objects.child_of(root).filter(slug=code).first()
        if home is None:
            home = HubPage(title=LANGUAGES[code], slug=code, locale=locale, live=False)
            if homes:
                home.translation_key = homes["nb"].translation_key
            root.add_child(instance=home)
        homes[code] = home
    return homes


def _site(home: HubPage) -> None:
    """The admin needs a site; its root is the bokmål tree. Wagtail's welcome page goes."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    elif site.root_page_id != home.pk:
        welcome = site.root_page
        site.root_page = home
        site.site_name = "Helsekilde"
        site.save()
        if type(welcome.specific) is Page:
            welcome.delete()


def _groups() -> None:
    root = Page.get_first_root_node()
    root_collection = Collection.get_first_root_node()
    access = Permission.objects.get(codename="access_admin")
    # Wagtail's own groups would give a right to publish to people with no part in the house.
    Group.objects.filter(name__in=["Moderators", "Editors"], user__isnull=True).delete()
    for name in groups.ALL:
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.add(access)
        for codename in PAGE_PERMISSIONS[name]:
            permission = Permission.objects.get(
                codename=codename, content_type__app_label="wagtailcore"
            )
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
        if name in (groups.AUTHORS, groups.DESK, groups.CHIEF):
            for permission in Permission.objects.filter(
                codename__in=IMAGE_PERMISSIONS, content_type__app_label="wagtailimages"
            ):
                GroupCollectionPermission.objects.get_or_create(
                    group=group, collection=root_collection, permission=permission
                )
    _snippet_permissions()


def _snippet_permissions() -> None:
    """Desk and editors-in-chief keep the vocabulary and the facts."""
    rights = Permission.objects.filter(
        content_type__app_label="content_models",
        codename__regex=(
            "^(add|change|view)_(topic|audience|lifesituation|bodysystem|fact|factversion)$"
        ),
    )
    for name in (groups.DESK, groups.CHIEF):
        Group.objects.get(name=name).permissions.add(*rights)
    # Clinicians find the versions that wait for their signature.
    reading = rights.filter(codename__in=("view_fact", "view_factversion"))
    Group.objects.get(name=groups.CLINICIANS).permissions.add(*reading)


def _workflow() -> Workflow:
    desk, _created = DeskReviewTask.objects.get_or_create(name=DESK_TASK)
    desk.groups.set([Group.objects.get(name=groups.DESK)])
    clinical, _created = ClinicalSignOffTask.objects.get_or_create(name=CLINICAL_TASK)
    clinical.groups.set([Group.objects.get(name=groups.CLINICIANS)])
    workflow, _created = Workflow.objects.get_or_create(name=WORKFLOW)
    for order, task in enumerate((desk, clinical)):
        WorkflowTask.objects.get_or_create(
            workflow=workflow, task=task.task_ptr, defaults={"sort_order": order}
        )
    # At the root, so that no move takes a page out of it (W-17).
    WorkflowPage.objects.update_or_create(
        page=Page.get_first_root_node(), defaults={"workflow": workflow}
    )
    # Wagtail brings a workflow of one step that any moderator approves; it has no place here.
    Workflow.objects.exclude(pk=workflow.pk).filter(
        name="Moderators approval", workflow_states__isnull=True
    ).delete()
    GroupApprovalTask.objects.filter(task_states__isnull=True).delete()
    return workflow
