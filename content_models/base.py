"""The save funnel: the one place that every route to "live" passes.

```
            revision.publish()  workflow finish  scheduler  copy  alias  add_child  shell
                     └──────────────┴───────────┬──┴────┴──────┴────────┴────────┘
                                                ▼
   SignedPage.save()      live? ──► guards (all reasons) ──► row written ──► recorders (the edition)
                       no longer live? ─────────────────────► row written ──► withdrawers
                                     one transaction; the database checks again at commit
```
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page, TaskState

from content_models.locks import pages_lock, texts_lock
from content_models.publishing import (
    Candidate,
    PublicationRefused,
    Reason,
    acting_user,
    must_be_kept,
    record,
    refusals,
    revert,
    withdraw,
)

# What Wagtail writes on a page row beside its content: none of it is text that a citizen reads.
BOOKKEEPING_FIELDS = frozenset(
    {
        "comments", "wagtail_admin_comments", "latest_revision_created_at", "latest_revision",
        "draft_title", "has_unpublished_changes", "locked", "locked_at", "locked_by", "owner",
        "go_live_at", "expire_at", "expired", "live_revision", "first_published_at",
        "last_published_at", "show_in_menus", "path", "depth", "numchild", "url_path",
    }
)  # fmt: skip


def alias_reason() -> Reason:
    """An alias would show a signed text as an item that nobody signed, or not follow its original.

    Wagtail rewrites aliases while it publishes their original: one that may not be live would stand
    in the way of a signed text. So there are none.
    """
    return Reason(
        code="alias",
        text=_("A health text has one address and no aliases. Link to the text instead."),
    )


def person_at_work() -> Any:
    """The person whose request is answered now, in the admin or in a step of a review, or None."""
    return acting_user.get() or get_active_log_context().user


class SignedPage(Page):
    """A page whose live state is decided by sign-off, whoever saves it and by whatever route."""

    class Meta:
        abstract = True

    def save(self, clean: bool = True, *args: Any, **kwargs: Any) -> Any:
        """Save; refuse with every reason where the page may not be live.

        Raises:
            PublicationRefused: the page is live and a guard objects; only a part of a live page
                is written, so that what is live could not be known; or it is an alias.
        """
        fields = kwargs.get("update_fields")
        touched = None if fields is None else set(fields) - BOOKKEEPING_FIELDS
        if touched is not None and not touched:
            return super().save(clean, *args, **kwargs)
        if self.alias_of_id is not None:
            raise PublicationRefused([alias_reason()])
        with transaction.atomic():
            was_live = self._lock_and_read_live()
            if not self.live:
                result = super().save(clean, *args, **kwargs)
                if was_live:
                    withdraw(self)
                return result
            if touched is not None:
                raise PublicationRefused(
                    [
                        Reason(
                            code="partial-write",
                            text=_("A live page can only be saved whole, through a publication."),
                        )
                    ]
                )
            candidate = Candidate(self)
            reasons = refusals(candidate)
            if reasons:
                raise PublicationRefused(reasons)
            # Its values were checked with the reasons above: Wagtail's own check tells nobody.
            result = super().save(False, *args, **kwargs)
            record(candidate)
            return result

    def clean_fields(self, exclude: Any = None) -> None:
        """As Django's, but for rows that the page points at: that they are there the row asks."""
        pointers = {
            field.name
            for field in self._meta.concrete_fields
            if field.many_to_one and getattr(self, field.attname) is not None
        }
        super().clean_fields({*(exclude or ()), *pointers})

    def create_alias(self, **kwargs: Any) -> Any:
        """Refused: see `alias_reason`."""
        raise PublicationRefused([alias_reason()])

    def _lock_and_read_live(self) -> bool:
        """Whether the stored row is live; the row is locked so that two writers take turns."""
        if self.pk is None:
            return False
        return pages_lock(page_ids=[self.pk]).get(self.pk, False)

    # By name only: one that came by its place would pass by what is asked of it here.
    def save_revision(
        self,
        user: Any = None,
        *,
        previous_revision: Any = None,
        overwrite_revision: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Save a revision; never over one that somebody has already looked at for approval.

        Autosave offers the revision it wrote before. Where a task of a workflow knows that
        revision, overwriting it would leave the approval on another text than was approved, so a
        new revision is written instead.

        Where nobody is named (a copy for translation names nobody) it is the person whose request
        it is: who pressed has a hand in it.

        Where it brings an older one back (Wagtail says which) that is recorded in the same
        transaction: whoever wrote the older one has a hand in the new one, whoever pressed the
        button.
        """
        if overwrite_revision and TaskState.objects.filter(revision=overwrite_revision).exists():
            overwrite_revision = None
        with transaction.atomic():
            revision = super().save_revision(
                user=user or person_at_work(),
                previous_revision=previous_revision,
                overwrite_revision=overwrite_revision,
                **kwargs,
            )
            if previous_revision is not None:
                revert(revision=revision, brought_back=previous_revision)
        return revision

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete a draft; take down and keep a page that carries evidence.

        Signed text is evidence. Where this page or one below it has any, every live one is
        withdrawn and the rows stay; otherwise the rows go.
        """
        with transaction.atomic():
            if not must_be_kept(self):
                return super().delete(*args, **kwargs)
            branch = self.get_descendants(inclusive=True)
            texts_lock(page_ids=branch.values_list("pk", flat=True))
            for page in branch.specific():
                if page.live:
                    page.live = False
                    page.has_unpublished_changes = True
                    page.live_revision = None
                    page.save(clean=False)
            return 0, {}
