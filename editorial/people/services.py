"""Write down who may vouch for texts: profile, credential, declaration of interests."""

from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction

from content_models.blank import is_blank
from content_models.clock import database_now, database_today
from editorial.people.models import Credential, InterestDeclaration, ReviewerProfile
from editorial.people.rules import (
    VERIFIERS,
    CredentialFacts,
    Papers,
    credential_faults,
    language_faults,
)


class PapersRefusedError(Exception):
    """Papers that cannot be written down; `reasons` has every reason, as sentences."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__(" ".join(reasons))


def may_verify(user: Any) -> bool:
    """Whether somebody may confirm the credentials of others."""
    is_holder = user.is_superuser or user.groups.filter(name__in=VERIFIERS).exists()
    return bool(user.is_active and is_holder)


def reviewer_faults(*, user: Any, papers: Papers) -> list[str]:
    """Why somebody, whose account may still be to be made, cannot vouch for texts."""
    faults = [*language_faults(papers.languages), *_credential_faults(papers.credential, user)]
    if is_blank(papers.organisation):
        faults.append("A reviewer works somewhere: the organisation is missing.")
    if is_blank(papers.statement):
        faults.append("A reviewer has declared interests: the declaration is missing.")
    if user.pk and ReviewerProfile.objects.filter(user=user).exists():
        faults.append(f"{user.get_username()} has a profile already.")
    return faults


@transaction.atomic
def reviewer_add(*, user: Any, display_name: str, papers: Papers) -> ReviewerProfile:
    """A new reviewer with all papers, or nothing. Raises PapersRefusedError with every reason."""
    if faults := reviewer_faults(user=user, papers=papers):
        raise PapersRefusedError(faults)
    profile = ReviewerProfile(
        user=user,
        display_name=display_name,
        profession=papers.credential.profession,
        specialty=papers.specialty,
        organisation=papers.organisation,
        languages=papers.languages,
    )
    profile.full_clean()
    profile.save()
    _credential_write(profile, papers.credential)
    declaration_add(profile=profile, statement=papers.statement, has_conflict=papers.has_conflict)
    return profile


@transaction.atomic
def credential_add(*, profile: ReviewerProfile, credential: CredentialFacts) -> Credential:
    """One more credential of a reviewer. Raises PapersRefusedError with every reason."""
    if faults := _credential_faults(credential, profile.user):
        raise PapersRefusedError(faults)
    return _credential_write(profile, credential)


def declaration_add(
    *, profile: ReviewerProfile, statement: str, has_conflict: bool
) -> InterestDeclaration:
    """What a reviewer has declared now. Raises PapersRefusedError where nothing is said."""
    if is_blank(statement):
        raise PapersRefusedError(["A declaration says something."])
    return InterestDeclaration.objects.create(
        profile=profile,
        statement=statement,
        has_conflict=has_conflict,
        declared_at=database_now(),
    )


def _credential_faults(facts: CredentialFacts, owner: Any) -> list[str]:
    same = Credential.objects.filter(register=facts.register, number=facts.number)
    others = same.exclude(profile__user_id=owner.pk) if owner.pk else same
    taken = others.select_related("profile").first()
    return credential_faults(
        facts,
        owner_id=owner.pk,
        today=database_today(),
        may_verify=may_verify(facts.verified_by),
        holder=taken.profile.display_name if taken else "",
    )


def _credential_write(profile: ReviewerProfile, facts: CredentialFacts) -> Credential:
    credential = Credential(
        profile=profile,
        register=facts.register,
        number=facts.number,
        profession=facts.profession,
        verified_by=facts.verified_by,
        verified_at=facts.verified_at,
        valid_from=facts.valid_from,
        valid_until=facts.valid_until,
    )
    credential.full_clean()
    credential.save()
    return credential


def groups_named(names: list[str]) -> list[Group]:
    """The groups themselves. Raises PapersRefusedError where the house has none of a name yet."""
    found = {group.name: group for group in Group.objects.filter(name__in=names)}
    missing = [name for name in names if name not in found]
    if missing:
        raise PapersRefusedError(
            [f"There is no group {', '.join(missing)} yet: run manage.py provision first."]
        )
    return [found[name] for name in names]
