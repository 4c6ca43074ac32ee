"""Signing a version of a fact: as for a text, by a clinician who did not write it."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from content_models.clock import database_now, database_today
from content_models.facts.models import LANGUAGES, FactVersion
from content_models.publishing import Reason
from editorial.people.groups import CLINICIANS
from editorial.people.selectors import authority_on, is_in_group
from editorial.signoff.services import SignOffRefused


def fact_signing_reasons(*, version: FactVersion, signer: Any) -> list[Reason]:
    """Every reason why this person may not sign this version; empty means they may."""
    papers = authority_on(user=signer, day=database_today())
    checks = [
        (
            is_in_group(user=signer, name=CLINICIANS),
            "not-clinical",
            _("Only members of the clinical group may sign; being a superuser is no authority."),
        ),
        (
            papers.credential is not None and papers.declaration is not None,
            "no-papers",
            _("There is no valid credential or no declaration of interests."),
        ),
        (version.author_id != signer.pk, "four-eyes", _("Nobody signs what they wrote.")),
        (version.author_id is not None, "no-author", _("It must be known who wrote the version.")),
        (version.signed_at is None, "signed-already", _("This version is signed already.")),
        (
            any(version.text_in(code) for code in LANGUAGES),
            "empty",
            _("The version has no wording."),
        ),
    ]
    return [Reason(code=code, text=text) for passed, code, text in checks if not passed]


@transaction.atomic
def fact_version_sign(*, version: FactVersion, signer: Any, shown_digest: str) -> FactVersion:
    """Sign a version of a fact; from then on it can be published and is never changed.

    `shown_digest` is the digest of the wording that the signer had before their eyes: until it is
    signed its author may change it.

    Raises:
        SignOffRefused: with every reason; nothing is changed.
    """
    locked = FactVersion.objects.select_for_update().get(pk=version.pk)
    reasons = fact_signing_reasons(version=locked, signer=signer)
    if shown_digest != locked.wording_digest():
        text = _("The text has changed since it was shown to you. Read it again before you sign.")
        reasons.append(Reason(code="changed", text=text))
    if reasons:
        raise SignOffRefused(reasons)
    profile = authority_on(user=signer, day=database_today()).profile
    locked.signed_by = signer
    locked.signer_text = str(profile)
    locked.signed_at = database_now()
    locked.digest = locked.wording_digest()
    locked.save()
    return locked
