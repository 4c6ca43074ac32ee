"""What kind of house this database is. One row, written once by `manage.py database_prepare`."""

from typing import ClassVar

from django.db import models

from cms.installation.kinds import KINDS


class Installation(models.Model):
    """The row travels with every dump, so a restored copy is known for what it is."""

    number = models.PositiveSmallIntegerField(primary_key=True, default=1)
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in KINDS])
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=63)

    class Meta:
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(number=1), name="installation_is_one"),
            models.CheckConstraint(
                condition=models.Q(kind__in=KINDS), name="installation_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.kind
