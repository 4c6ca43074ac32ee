"""The part of the audit that is about people: what a signature rested on when it was given.

It reads the trail that the database keeps (`AuthorityChange`), in the order of its rows: each
signature stands in it between the changes of what it rests on.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.contrib.auth import get_user_model

from editorial.editions.audit.findings import Finding
from editorial.people.groups import CLINICIANS
from editorial.people.models import AuthorityChange

# What was given so shortly before a signature, or taken away so shortly after it, is named.
SHORTLY: Final = timedelta(hours=1)
MOST_NOTES: Final = 100
_WORDS: Final = {
    AuthorityChange.Relation.ACCOUNT: "the account",
    AuthorityChange.Relation.PROFILE: "the profile",
    AuthorityChange.Relation.CREDENTIAL: "a credential",
    AuthorityChange.Relation.DECLARATION: "a declaration",
}


def authority_findings() -> Iterator[Finding]:
    """Signatures of people who were no clinicians when they signed, by the trail."""
    people: dict[int | None, bool] = {}
    rows = AuthorityChange.objects.order_by("pk").only(
        "relation", "operation", "user_id", "subject", "changed_at"
    )
    for row in rows.iterator(chunk_size=2000):
        if _is_membership(row):
            people[row.user_id] = row.operation != AuthorityChange.Operation.REMOVED
        elif _is_signature(row) and not people.get(row.user_id, False):
            yield Finding(0, f"{_signature(row)}: its signer was not in the group {CLINICIANS}.")


def authority_notes() -> list[str]:
    """Signatures with a change of what they rest on within an hour, the newest last."""
    rows = AuthorityChange.objects.order_by("pk")
    signed = list(
        rows.filter(operation=AuthorityChange.Operation.SIGNED).order_by("-pk")[:MOST_NOTES]
    )
    if not signed:
        return []
    first = min(row.changed_at for row in signed) - SHORTLY
    changes: dict[int | None, list[AuthorityChange]] = {}
    for row in rows.filter(
        user_id__in={row.user_id for row in signed}, changed_at__gte=first
    ).exclude(operation__in=["signed", "found"]):
        changes.setdefault(row.user_id, []).append(row)
    names = dict(
        get_user_model()
        .objects.filter(pk__in={row.user_id for row in signed})
        .values_list("pk", "username")
    )
    notes = []
    for row in reversed(signed):
        near = [
            _change(change, row)
            for change in changes.get(row.user_id, [])
            if abs(change.changed_at - row.changed_at) <= SHORTLY
        ]
        if near:
            who = names.get(row.user_id or 0, f"account {row.user_id}")
            notes.append(f"{_signature(row)} of {who}, {_moment(row)}: {'; '.join(near)}.")
    return notes


def _is_membership(row: AuthorityChange) -> bool:
    return row.relation == AuthorityChange.Relation.MEMBERSHIP and row.subject == CLINICIANS


def _is_signature(row: AuthorityChange) -> bool:
    return row.operation == AuthorityChange.Operation.SIGNED


def _signature(row: AuthorityChange) -> str:
    is_fact = row.relation == AuthorityChange.Relation.FACT
    return (
        f"the signature under version {row.subject} of a fact"
        if is_fact
        else (f"sign-off {row.subject}")
    )


def _moment(row: AuthorityChange) -> str:
    return f"{row.changed_at:%Y-%m-%d %H:%M:%S} UTC"


def _change(change: AuthorityChange, signature: AuthorityChange) -> str:
    what = _WORDS.get(AuthorityChange.Relation(change.relation), f"membership of {change.subject}")
    minutes = round(abs(change.changed_at - signature.changed_at).total_seconds() / 60)
    unit = "minute" if minutes == 1 else "minutes"
    side = "before" if change.pk < signature.pk else "after"
    return f"{what} was {change.operation} {minutes} {unit} {side} it ({change.login})"
