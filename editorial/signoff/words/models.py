"""Whose hand is in a text, and where its words came from."""

from django.db import models


class Contribution(models.Model):
    """Somebody's hand in a revision. Written by a database trigger on every route, by no code.

    `is_carried` where they did not write in this page themselves: their words came with a copy or a
    translation, or an import names them. Revision 0 is before the first.
    """

    page_id = models.BigIntegerField()
    revision_id = models.BigIntegerField()
    user_id = models.BigIntegerField()
    contributed_at = models.DateTimeField()
    is_carried = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["page_id", "revision_id", "user_id", "is_carried"],
                name="contribution_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in revision {self.revision_id}"


class Revert(models.Model):
    """A revision that brought an older one of its page back. Append-only.

    A database trigger notes everybody whose hand was in the older one as a contributor to the new.
    """

    revision_id = models.BigIntegerField()
    brought_back_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision_id", "brought_back_id"], name="revert_once"),
        ]

    def __str__(self) -> str:
        return f"{self.revision_id} brings back {self.brought_back_id}"


class Attribution(models.Model):
    """Somebody who answers for the words of a revision that an account of the house wrote.

    Append-only. An import names the person who started it so; a trigger notes their hand.
    """

    revision_id = models.BigIntegerField()
    user_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision_id", "user_id"], name="attribution_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} answers for revision {self.revision_id}"


class TextBlock(models.Model):
    """A block that a page has or had, by the identifier that a copy of it keeps.

    Written by a database trigger. Where a block appears in another page, the hands in the words of
    the first follow it there.
    """

    block_id = models.UUIDField()
    page_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["block_id", "page_id"], name="text_block_once"),
        ]

    def __str__(self) -> str:
        return f"{self.block_id} in page {self.page_id}"


class PageCopy(models.Model):
    """A page that was made as a copy of another one. Append-only.

    A database trigger notes everybody whose hand was in the original: title, summary, other names
    and sources have no identifiers that a copy would keep, as blocks have.
    """

    page_id = models.BigIntegerField()
    source_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page_id", "source_id"], name="page_copy_once"),
        ]

    def __str__(self) -> str:
        return f"page {self.page_id} is a copy of {self.source_id}"
