"""What the public reads: the newest edition of each item, its addresses and its pictures.

Written by a trigger at commit and by nobody else: the application's role has no right to.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from content_models.fields import ListField


class PublicDocument(models.Model):
    """The newest edition of one item in one language: all that a public read touches."""

    pk = models.CompositePrimaryKey("content_id", "lang")
    content_id = models.UUIDField()
    lang = models.CharField(max_length=2)
    seq = models.BigIntegerField(unique=True)
    edition_id = models.BigIntegerField()
    page_id = models.BigIntegerField()
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12)
    status = models.CharField(max_length=12)
    kind = models.CharField(max_length=30)
    path = models.CharField(max_length=300)
    title = models.TextField()
    topics = ListField(models.TextField())
    audiences = ListField(models.TextField())
    codes = ListField(models.TextField())
    digest = models.CharField(max_length=64)
    clinical_digest = models.CharField(max_length=64)
    document = models.BinaryField()
    summary = models.BinaryField()
    public_until = models.DateTimeField(null=True)
    last_reviewed = models.DateField()
    next_review_due = models.DateField()
    modified_at = models.DateTimeField()

    class Meta:
        verbose_name = _("public document")
        verbose_name_plural = _("public documents")
        indexes = [
            models.Index(fields=["lang", "kind", "seq"], name="publicdoc_kind"),
            models.Index(fields=["lang", "seq"], name="publicdoc_lang"),
            models.Index(fields=["page_id"], name="publicdoc_page"),
        ]

    def __str__(self) -> str:
        return f"{self.lang}/{self.path}"


class PublicPath(models.Model):
    """An address and the item it belongs to. An old address goes on belonging to its item."""

    pk = models.CompositePrimaryKey("lang", "path")
    lang = models.CharField(max_length=2)
    path = models.CharField(max_length=300)
    content_id = models.UUIDField()

    def __str__(self) -> str:
        return f"{self.lang}/{self.path}"


class PublicMedia(models.Model):
    """A picture that an edition shows, under the digest of its bytes."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    content_type = models.CharField(max_length=50)

    def __str__(self) -> str:
        return self.sha256
