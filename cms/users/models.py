"""The account of a person who works here. What a person may sign is in `editorial.people`."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """An account; authority over texts never follows from it alone."""

    class Meta(AbstractUser.Meta):
        pass
