"""Signing a version of a fact: as for a text, by a clinician who did not write it."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from content_models.blank import is_blank
from content_models.clock import database_now, database_today
from content_models.facts.models import LANGUAGES, FactVersion
from content_models.publishing import Reason
from editorial.people.selectors import Authority, authority_on
from editorial.signoff.rules import authority_reasons
from editorial.signoff.selectors import authority_facts
from editorial.signoff.services import SignOffRefused


def fact_signing_reasons(
    *, version: FactVersion, signer: Any, papers: Authority | None = None
) -> list[Reason]:
    """Every reason why this person may not sign this version; empty means they may.

    One signature is of all its wordings: it takes every language that has one, and no wording may
    show nothing, for it could never be published and never be changed any more.
    """
    papers = papers or authority_on(user=signer, day=database_today())
    worded = [code for code in LANGUAGES if version.text_in(code)]
    unseen = [code for code in worded if is_blank(version.text_in(code))]
    names = dict(settings.LANGUAGES)
    reasons = authority_reasons(authority_facts(user=signer, papers=papers), wanted=worded)
    checks = [
        (version.author_id != signer.pk, "four-eyes", _("Nobody signs what they wrote.")),
        (version.author_id is not None, "no-author", _("It must be known who wrote the version.")),
        (version.signed_at is None, "signed-already", _("This version is signed already.")),
        (bool(worded), "empty", _("The version has no wording.")),
    ]
    said = _("The wording in %(language)s shows nothing. Write it, or leave it empty.")
    checks += [(False, "unseen", said % {"language": names[code]}) for code in unseen]
    return reasons + [Reason(code=code, text=text) for passed, code, text in checks if not passed]


@transaction.atomic
def fact_version_sign(*, version: FactVersion, signer: Any, shown_digest: str) -> FactVersion:
    """Sign a version of a fact; from then on it can be published and is never changed.

    `shown_digest` is the digest of the wording that the signer had before their eyes: until it is
    signed its author may change it. The database asks the same of the row (`signoff_check_fact`).

    Raises:
        SignOffRefused: with every reason; nothing is changed.
    """
    locked = FactVersion.objects.select_for_update().get(pk=version.pk)
    papers = authority_on(user=signer, day=database_today())
    reasons = fact_signing_reasons(version=locked, signer=signer, papers=papers)
    if shown_digest != locked.wording_digest():
        text = _("The text has changed since it was shown to you. Read it again before you sign.")
        reasons.append(Reason(code="changed", text=text))
    if reasons:
        raise SignOffRefused(reasons)
    locked.signed_by = signer
    locked.signer_text = str(papers.profile)
    locked.signed_at = database_now()
    locked.digest = locked.wording_digest()
    locked.save()
    return locked
