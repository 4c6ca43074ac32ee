"""Every signature in a person's name is told to that person, who says that they were told.

Who runs code as the application can write a sign-off in somebody's name; they cannot take it away
again, and its owner finds it here.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from content_models.facts.models import FactVersion
from content_models.publishing import Reason, Refusal
from editorial.signoff.models import SignOff, SignOffRevocation, Telling


class TellingRefused(Refusal):
    """Somebody wanted to be told of a signature that is not theirs."""


def signoffs_in_name_of(user: Any, *, only_untold: bool = False) -> Any:
    """The sign-offs in a person's name, the newest first."""
    rows = SignOff.objects.filter(signed_by_id=user.pk)
    if only_untold:
        rows = rows.filter(telling__isnull=True)
    return rows.select_related("page__locale", "revocation", "telling").order_by("-pk")


def facts_in_name_of(user: Any, *, only_untold: bool = False) -> Any:
    """The versions of facts that were signed in a person's name, the newest first."""
    rows = FactVersion.objects.filter(signed_by_id=user.pk, signed_at__isnull=False)
    if only_untold:
        told = Telling.objects.filter(fact_version__isnull=False)
        rows = rows.exclude(pk__in=told.values("fact_version_id"))
    return rows.select_related("fact").order_by("-signed_at", "-pk")


def revocations_in_name_of(user: Any) -> Any:
    """The sign-offs that were taken back in a person's name, theirs and others', the newest first.

    Who runs code as the application can write that, too; the public log has that it was taken back.
    """
    rows = SignOffRevocation.objects.filter(revoked_by_id=user.pk)
    return rows.select_related("signoff__page__locale").order_by("-revoked_at", "-pk")


def untold_count(user: Any) -> int:
    """How many signatures in a person's name they have not said to know of."""
    untold = [find(user, only_untold=True) for find in (signoffs_in_name_of, facts_in_name_of)]
    return sum(rows.count() for rows in untold)


@transaction.atomic
def tellings_record(
    *, user: Any, signoff_ids: Sequence[int], fact_version_ids: Sequence[int] = ()
) -> int:
    """Record that a person was told of these signatures in their name. Returns how many are new.

    Raises:
        TellingRefused: one of them is in another person's name; nothing is written.
    """
    own = signoffs_in_name_of(user).filter(pk__in=signoff_ids)
    own_facts = facts_in_name_of(user).filter(pk__in=fact_version_ids)
    signoffs = set(own.values_list("pk", flat=True))
    facts = set(own_facts.values_list("pk", flat=True))
    if signoffs != set(signoff_ids) or facts != set(fact_version_ids):
        text = _("A signature is told to the person in whose name it was given, to nobody else.")
        raise TellingRefused([Reason(code="not-owner", text=text)])
    before = Telling.objects.count()
    rows = [Telling(signoff_id=pk) for pk in sorted(signoffs)]
    rows += [Telling(fact_version_id=pk) for pk in sorted(facts)]
    Telling.objects.bulk_create(rows, ignore_conflicts=True)
    return Telling.objects.count() - before
