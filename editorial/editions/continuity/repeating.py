"""Take down again what the lost part of a log had taken down."""

from typing import Any

from django.db import transaction

from content_models.blank import is_blank
from content_models.publishing import Refusal
from editorial.editions.continuity.forgotten import is_about, unknown
from editorial.editions.heads.members import RevocationFact, StopFact, TakingFact, WithdrawalFact
from editorial.editions.models import Edition, PublicDocument
from editorial.editions.notices.selectors import line_in_form, line_reasons
from editorial.editions.withdrawal import Withdrawal, WithdrawalReason
from editorial.editions.withdrawer import pages_take_down
from editorial.signoff.models import RevocationCause, SignOff
from editorial.signoff.services import signoff_revoke


def newest_of_each(facts: tuple[WithdrawalFact, ...]) -> list[WithdrawalFact]:
    """The last withdrawal of each text. Heads do not know whether it was published again: it is
    taken down all the same.
    """
    return list({(fact.content_id, fact.lang): fact for fact in facts}.values())


def withdrawal_repeat(*, fact: WithdrawalFact, actor: Any) -> bool:
    """Take a text down with the reason of its lost withdrawal; False where it is not public."""
    return _text_take_down(
        content_id=fact.content_id, lang=fact.lang, actor=actor, details=details_again(fact)
    )


def details_again(fact: WithdrawalFact | StopFact) -> Withdrawal:
    """Reason, notice and replacement as they are taken today; an unknown reason is the worst."""
    known = fact.reason in WithdrawalReason.values
    replacement = fact.replacement
    if replacement is not None:
        public = PublicDocument.objects.filter(content_id=replacement, state="current")
        replacement = replacement if public.exists() else None
    return Withdrawal(
        reason=fact.reason if known else WithdrawalReason.UNSAFE,
        notices={fact.lang: fact.notice} if is_repeatable(fact) else {},
        replacement=replacement,
    )


def is_repeatable(fact: WithdrawalFact | StopFact) -> bool:
    """Whether its notice is one that is taken today; otherwise the public reads the house's."""
    return not line_reasons(line_in_form(fact.notice)) or is_blank(fact.notice)


def revocation_repeat(*, fact: RevocationFact | TakingFact, actor: Any) -> bool:
    """Take a sign-off back again; where its row is lost, the text that was signed with it.

    False where nothing public rests on it, or it was taken back meanwhile.
    """
    signoff = SignOff.objects.filter(pk=fact.signoff_id).first()
    details = Withdrawal(reason=WithdrawalReason.REVOKED)
    if isinstance(fact, TakingFact) and not unknown([fact]):
        return False
    if signoff is None or not is_about(fact, signoff):
        public = PublicDocument.objects.filter(
            content_id=fact.content_id, lang=fact.lang, state="current",
            clinical_digest=fact.clinical_digest,
        )  # fmt: skip
        return public.exists() and _text_take_down(
            content_id=fact.content_id, lang=fact.lang, actor=actor, details=details
        )
    try:
        cause = fact.cause if fact.cause in RevocationCause.values else RevocationCause.UNSAFE
        # An older release took words in which nothing is said.
        reason = str(RevocationCause(cause).label) if is_blank(fact.reason) else fact.reason
        signoff_revoke(signoff=signoff, actor=actor, cause=cause, reason=reason)
    except Refusal:
        newest = Edition.objects.filter(content_id=fact.content_id, lang=fact.lang)
        named = newest.order_by("-number").values_list("signoff_ids", flat=True).first()
        if signoff.pk not in (named or []):
            raise
        return _text_take_down(
            content_id=fact.content_id, lang=fact.lang, actor=actor, details=details
        )
    return True


def _text_take_down(*, content_id: Any, lang: str, actor: Any, details: Withdrawal) -> bool:
    with transaction.atomic():
        public = PublicDocument.objects.filter(content_id=content_id, lang=lang, state="current")
        page_ids = list(public.values_list("page_id", flat=True))
        if page_ids:
            pages_take_down(page_ids=page_ids, actor=actor, details=details)
    return bool(page_ids)
