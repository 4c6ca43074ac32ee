"""From an edition's document to what the article page shows. Pure: no request, no database.

Call it with the page's language active: the labels are looked up here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cms.site.dates import day_of
from cms.site.sources import Source, source_of
from cms.site.vocabulary import aspect_name, level_name, role_name, withdrawal_reason
from editorial.editions.revocations.rules import Revocation
from editorial.editions.withdrawal import default_notice, ended_notice

HELP_ORDER = ("emergency", "urgent")


@dataclass(frozen=True)
class Block:
    """A block as the document has it; `kind` names its template, `data` is the block itself."""

    kind: str
    anchor: str
    level_name: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Section:
    anchor: str
    aspect: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Voucher:
    """Somebody who signed exactly this text; `taken_back` is the day they took it back, if so."""

    name: str
    role: str
    profession: str
    organisation: str
    signed: date | None
    taken_back: date | None = None


@dataclass(frozen=True)
class TakenBack:
    """The last signature under this page that was taken back: under an edition before this one,
    or (`is_this`) under this one. `is_danger` says that one of them was, because of a danger.
    """

    day: date | None
    is_danger: bool
    is_this: bool


@dataclass(frozen=True)
class Article:
    """Everything on the page that comes from the edition."""

    lang: str
    kind: str
    title: str
    summary: str
    licence: str
    topics: tuple[dict[str, str], ...]
    audiences: tuple[dict[str, str], ...]
    codes: tuple[dict[str, str], ...]
    synonyms: tuple[str, ...]
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]
    sources_waiver: str
    vouchers: tuple[Voucher, ...]
    help_first: tuple[Block, ...]
    number: int
    status: str
    action: str
    first_published: date | None
    published: date | None
    changed: date | None
    reviewed: date | None
    next_review: date | None
    is_demonstration: bool
    is_machine_translated: bool
    taken_back: TakenBack | None = None


@dataclass(frozen=True)
class Notice:
    """What is left to read of a withdrawn article. `house_text` is said beside words of the
    editors' own.
    """

    title: str
    reason: str
    text: str
    house_text: str
    withdrawn: date | None
    replacement_id: str | None


def article_of(document: dict[str, Any], revocations: Sequence[Revocation] = ()) -> Article:
    """The page of an edition that can be read.

    `revocations` are signatures under any edition of its item that were taken back.
    """
    article, edition = document["article"], document["edition"]
    editorial = document["editorial"]
    sections = tuple(_section(section) for section in article["sections"])
    gone = {
        (row.name, row.signed_at): day_of(row.revoked_at)
        for row in revocations
        if row.is_under_newest
    }
    return Article(
        lang=article["lang"],
        kind=article["type"],
        title=article["title"],
        summary=article["summary"],
        licence=article["licence"],
        topics=tuple(article["topics"]),
        audiences=tuple(article["audiences"]),
        codes=tuple(article["codes"]),
        synonyms=tuple(article["synonyms"]),
        sections=sections,
        sources=tuple(source_of(reference) for reference in article["references"]),
        sources_waiver=article["referencesWaiver"],
        vouchers=tuple(_voucher(signoff, gone) for signoff in edition["signOffs"]),
        help_first=_help_first(sections),
        number=edition["number"],
        status=edition["status"],
        action=edition["action"],
        first_published=day_of(edition["firstPublishedAt"]),
        published=day_of(edition["publishedAt"]),
        changed=day_of(edition["lastClinicalChange"]),
        reviewed=day_of(edition["lastReviewed"]),
        next_review=day_of(edition["nextReviewDue"]),
        is_demonstration=bool(editorial.get("demonstration")),
        is_machine_translated=bool(editorial.get("machineTranslated")),
        taken_back=_taken_back(revocations),
    )


def _taken_back(revocations: Sequence[Revocation]) -> TakenBack | None:
    if not revocations:
        return None
    return TakenBack(
        day=day_of(max(row.revoked_at for row in revocations)),
        is_danger=any(row.is_danger for row in revocations),
        is_this=any(row.is_under_newest for row in revocations),
    )


def notice_of(document: dict[str, Any]) -> Notice:
    """The page of a withdrawn edition. Its text is not in the document any more."""
    edition = document["edition"]
    withdrawal = edition["withdrawal"] or {}
    text, lang = withdrawal.get("notice", ""), edition["lang"]
    is_own = text not in (default_notice(lang=lang), ended_notice(lang=lang))
    return Notice(
        title=document["article"]["title"],
        reason=withdrawal_reason(withdrawal.get("reason", "")),
        text=text,
        house_text=default_notice(lang=lang) if is_own else "",
        withdrawn=day_of(edition["publishedAt"]),
        replacement_id=withdrawal.get("replacement"),
    )


def _section(section: dict[str, Any]) -> Section:
    return Section(
        anchor=_anchor(section["id"]),
        aspect=section["aspect"],
        heading=section["heading"] or aspect_name(section["aspect"]),
        blocks=tuple(_block(block) for block in section["blocks"]),
    )


def _block(block: dict[str, Any]) -> Block:
    return Block(
        kind=block["type"],
        anchor=_anchor(block["id"]),
        level_name=level_name(block.get("level", "")),
        data=block,
    )


def _anchor(identifier: str) -> str:
    """An address inside the page that survives every change of wording."""
    return f"b-{identifier[:8]}"


def _help_first(sections: tuple[Section, ...]) -> tuple[Block, ...]:
    """The care cards that can not wait, for the top of the page: the most urgent first.

    Those of the first section stand there already.
    """
    cards = [
        block
        for section in sections[1:]
        for block in section.blocks
        if block.kind == "care_card" and block.data["level"] in HELP_ORDER
    ]
    return tuple(sorted(cards, key=lambda block: HELP_ORDER.index(block.data["level"])))


def _voucher(signoff: dict[str, Any], gone: dict[tuple[str, str], date | None]) -> Voucher:
    return Voucher(
        name=signoff["name"],
        role=role_name(signoff["role"]),
        profession=signoff["profession"],
        organisation=signoff["organisation"],
        signed=day_of(signoff["signedAt"]),
        taken_back=gone.get((signoff["name"], signoff["signedAt"])),
    )
