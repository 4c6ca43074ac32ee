"""What the public has of a page, for those who work on it."""

from dataclasses import dataclass
from typing import Any

from editorial.editions.models import Edition, PublicDocument
from editorial.signoff.models import SignOff


def newest_edition(page: Any) -> Edition | None:
    """The last edition of a page's item and language, a withdrawal too."""
    editions = Edition.objects.filter(
        content_id=page.translation_key, lang=page.locale.language_code
    )
    return editions.order_by("-number").first()


@dataclass(frozen=True)
class PublicState:
    """What the public has of a page now."""

    edition: Edition
    document: PublicDocument
    signoffs: list[SignOff]


def public_state(page: Any) -> PublicState | None:
    """The newest edition of a page's item and language; None where there never was one."""
    document = PublicDocument.objects.filter(
        content_id=page.translation_key, lang=page.locale.language_code
    ).first()
    if document is None:
        return None
    edition = Edition.objects.defer("article", "envelope", "receipt").get(pk=document.edition_id)
    signoffs = SignOff.objects.filter(pk__in=edition.signoff_ids).order_by("signed_at")
    return PublicState(edition=edition, document=document, signoffs=list(signoffs))
