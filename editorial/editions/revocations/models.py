"""Sign-offs that were taken back after an edition named them, as the public may read them."""

from django.db import models


class PublicRevocation(models.Model):
    """One sign-off that was taken back. Written by a trigger at commit and by nobody else.

    `seq` is the place in the log; None where it was taken back by a release whose log did not know
    revocations and the worker has not entered it yet. `edition_id` is the newest edition that names
    the sign-off. Why it was taken back is not here, only whether that is a danger.
    """

    signoff_id = models.BigIntegerField(primary_key=True)
    seq = models.BigIntegerField(unique=True, null=True)
    edition_id = models.BigIntegerField()
    content_id = models.UUIDField()
    lang = models.CharField(max_length=2)
    is_danger = models.BooleanField()
    signer_name = models.CharField(max_length=200)
    signed_at = models.DateTimeField()
    revoked_at = models.DateTimeField()

    class Meta:
        verbose_name = "public revocation"
        verbose_name_plural = "public revocations"
        indexes = [models.Index(fields=["content_id", "lang"], name="publicrevocation_item")]

    def __str__(self) -> str:
        return f"{self.signoff_id}: {self.revoked_at}"
