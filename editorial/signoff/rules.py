"""Who may sign what. Pure: facts in, reasons out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from content_models.publishing import Reason


@dataclass(frozen=True)
class AuthorityFacts:
    """What decides whether a person may sign at all: the same for a text and for a fact.

    `languages` are those that the person is attested for.
    """

    is_active: bool
    is_in_clinical_group: bool
    has_profile: bool
    has_valid_credential: bool
    has_declaration: bool
    has_conflict: bool
    languages: tuple[str, ...]


@dataclass(frozen=True)
class SigningFacts(AuthorityFacts):
    """Everything that the decision about a text rests on, read beforehand.

    `shown_digest` is what the signer had before their eyes, `stored_digest` what the revision
    holds now. `contributors` are the ids of everybody who touched the text since the last
    sign-off, its owner before the first, and whoever submitted it. `earlier_signers` have signed
    exactly this text in the same step. `is_behind`: it is an older revision than the one that was
    last signed and published, whose writers nobody asks for any more. `withdrawn_at` is when the
    text was last withdrawn, `review_begun_at` when the review began in which it is to be signed.
    """

    user_id: int
    lang: str
    contributors: frozenset[int]
    earlier_signers: frozenset[int]
    shown_digest: str
    stored_digest: str
    missing_items: tuple[str, ...]
    attested: bool
    is_behind: bool
    review_begun_at: datetime | None
    withdrawn_at: datetime | None


def review_is_open(*, begun_at: datetime | None, withdrawn_at: datetime | None) -> bool:
    """False for a review that was begun before the text was withdrawn: it takes a new one."""
    return begun_at is None or withdrawn_at is None or begun_at > withdrawn_at


def review_reasons(*, begun_at: datetime | None, withdrawn_at: datetime | None) -> list[Reason]:
    """Why nothing can be decided in this review any more; empty where it goes on."""
    if withdrawn_at is None or review_is_open(begun_at=begun_at, withdrawn_at=withdrawn_at):
        return []
    text = _("This text was withdrawn on %(day)s: it needs a new review.")
    day = date_format(timezone.localtime(withdrawn_at).date())
    return [Reason(code="withdrawn", text=text % {"day": day})]


def authority_reasons(facts: AuthorityFacts, *, wanted: Sequence[str]) -> list[Reason]:
    """Why this person may not sign words in these languages, whatever they say; empty: they may.

    The one question of texts and facts; `signoff_authority_fault` asks it in the database.
    """
    foreign = [code for code in wanted if code not in facts.languages]
    checks = [
        (facts.is_active, "inactive", _("The account is not active.")),
        (
            facts.is_in_clinical_group,
            "not-clinical",
            _("Only members of the clinical group may sign; being a superuser is no authority."),
        ),
        (facts.has_profile, "no-profile", _("There is no reviewer profile for this account.")),
        (
            facts.has_valid_credential,
            "no-credential",
            _("There is no verified credential that is valid today."),
        ),
        (
            facts.has_declaration,
            "no-declaration",
            _("There is no declaration of interests from the last twelve months."),
        ),
        (
            not facts.has_conflict,
            "conflict",
            _("The declaration of interests names a conflict."),
        ),
        (
            not foreign,
            "language",
            _("This reviewer is not attested for the language: %(languages)s.")
            % {"languages": ", ".join(foreign)},
        ),
    ]
    return [Reason(code=code, text=text) for passed, code, text in checks if not passed]


def signing_reasons(facts: SigningFacts) -> list[Reason]:
    """Every reason why this person may not sign this text now; empty means they may."""
    reasons = [
        *authority_reasons(facts, wanted=[facts.lang]),
        *review_reasons(begun_at=facts.review_begun_at, withdrawn_at=facts.withdrawn_at),
    ]
    checks = [
        (
            facts.user_id not in facts.contributors,
            "four-eyes",
            _("You have written, owned or submitted this text since it was last signed."),
        ),
        (
            not facts.is_behind,
            "behind",
            # The database says the same (`editions_check_four_eyes`).
            _("The text is older than the one that was last signed and published."),
        ),
        (
            facts.user_id not in facts.earlier_signers,
            "signed-already",
            _("You have signed this text already; another clinician must sign too."),
        ),
        (
            facts.shown_digest == facts.stored_digest,
            "changed",
            _("The text has changed since it was shown to you. Read it again before you sign."),
        ),
        (
            not facts.missing_items,
            "checklist",
            _("Every item of the checklist must be ticked."),
        ),
        (facts.attested, "attestation", _("The attestation must be accepted.")),
    ]
    reasons += [Reason(code=code, text=text) for passed, code, text in checks if not passed]
    return reasons
