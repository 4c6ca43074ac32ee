"""What makes papers good enough to be written down. Reasons are for whoever runs the command."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from content_models.blank import is_blank
from editorial.people.groups import CHIEF, TECHNICAL

LANGUAGES: Final = ("nb", "nn", "se", "en")
VERIFIERS: Final = (TECHNICAL, CHIEF)


@dataclass(frozen=True)
class CredentialFacts:
    """A registration as somebody else has looked it up."""

    register: str
    number: str
    profession: str
    valid_from: date
    valid_until: date
    verified_by: Any
    verified_at: datetime


@dataclass(frozen=True)
class Papers:
    """What a person who vouches for texts has besides an account."""

    specialty: str
    organisation: str
    languages: list[str]
    credential: CredentialFacts
    statement: str
    has_conflict: bool


def credential_faults(
    facts: CredentialFacts,
    *,
    owner_id: int | None,
    today: date,
    may_verify: bool,
    holder: str = "",
) -> list[str]:
    """Why a credential cannot be written down; empty: it can.

    `owner_id` is the account of the person it is about, `may_verify` whether the verifier has that
    right, `holder` the name of another person under whose name it already stands.
    """
    found = []
    if facts.verified_by.pk == owner_id:
        found.append("Nobody verifies their own credential: another person has to.")
    elif not may_verify:
        found.append(
            f"{facts.verified_by.get_username()} may not verify credentials: an active "
            f"administrator, or a member of {' or '.join(VERIFIERS)}, does."
        )
    if holder:
        found.append(f"{facts.register} {facts.number} stands under the name of {holder}.")
    if facts.valid_until < facts.valid_from:
        found.append("The credential ends before it begins.")
    elif facts.valid_until < today:
        found.append(f"The credential ended on {facts.valid_until}.")
    for name in ("register", "number", "profession"):
        if is_blank(getattr(facts, name)):
            found.append(f"The credential has no {name}.")
    return found


def language_faults(languages: list[str]) -> list[str]:
    """Why these are no languages to sign in; empty: they are."""
    wrong = [each for each in languages if each not in LANGUAGES]
    if wrong:
        return [f"{', '.join(wrong)}: the languages are {', '.join(LANGUAGES)}."]
    return [] if languages else ["At least one language to sign in is needed."]
