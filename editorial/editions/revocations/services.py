"""Give what an older release took back its place in the log."""

from django.db import connection

from editorial.editions.continuity.selectors import standing_now
from editorial.editions.recorders import wake
from editorial.editions.revocations.models import PublicRevocation


def revocations_enter() -> int:
    """Enter every revocation that has no place in the log yet. Returns how many.

    None while the log lacks its end: what is lost is looked into first.
    """
    if not PublicRevocation.objects.filter(seq=None).exists() or standing_now().is_restored:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT editions_enter_revocations()")
        (count,) = cursor.fetchone()
    if count:
        wake()
    return int(count)
