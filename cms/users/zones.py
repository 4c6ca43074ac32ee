"""In whose time somebody reads the admin: their own, where their profile names a zone there is.

The database refuses a profile that names none (`users_check_profile`). A row of an older house may
have one, and so may a machine that knows fewer zones: its owner reads the house's time then.
"""

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from wagtail.users.models import UserProfile


def connect() -> None:
    """Let Wagtail ask here from now on; called once, when the apps are ready."""
    UserProfile.get_current_time_zone = time_zone_of  # type: ignore[method-assign]


def time_zone_of(profile: Any) -> str:
    """The name of the zone that this person has chosen, or that of the house."""
    chosen: str = profile.current_time_zone
    try:
        ZoneInfo(chosen)
    except (KeyError, ValueError, OSError):  # a zone that there is not, nothing, or no name of one
        return str(settings.TIME_ZONE)
    return chosen
