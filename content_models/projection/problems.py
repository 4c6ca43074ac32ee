"""What a text lacks before it can be public: each problem as a sentence, all of them at once."""

import re
from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import gettext as _

from content_models.blank import html_is_blank, is_blank
from content_models.blocks.section import SectionContent
from content_models.evidence import identifier_is_valid, level_is_valid
from content_models.policy import risk_classes
from content_models.projection.media import PICTURE_TYPES
from content_models.taxonomy.codes import code_is_valid
from content_models.vocabulary import ASPECT_CODES

# What stands before an @ reads as the address, and is not where the reader comes to.
_PLAIN = re.compile(r"https://[^\s/?#@\\]+([/?#]|$)")
# By kind of block, what its form requires of it or of each of its items. Of a picture and of a
# video's transcript a sentence of its own is said.
_WORDS: Final = {
    "text": ("html",), "care_card": ("heading", "html"), "steps": ("heading",),
    "table": ("caption",), "video": ("title",), "questions": ("question", "html"),
}  # fmt: skip


def publication_problems(page: Any, article: dict[str, Any]) -> list[str]:
    """Every reason in the text itself against making it public."""
    problems = [
        *_basics(article),
        *_vocabulary(article),
        *_evidence(article),
        *(problem for section in article["sections"] for problem in _section(section)),
    ]
    if page.emergency_policy == "required" and not _has_emergency_card(article):
        problems.append(
            _("It must say when to get help: add a care card of level emergency or urgent.")
        )
    return problems


def _basics(article: dict[str, Any]) -> Iterator[str]:
    if is_blank(article["title"]):
        yield _("It has no title.")
    if is_blank(article["summary"]):
        yield _("It has no summary.")
    if not article["sections"]:
        yield _("It has no sections.")
    if article["riskClass"] not in risk_classes():
        yield _("It has no risk class.")
    if is_blank(article["licence"]):
        yield _("It has no licence.")


def _vocabulary(article: dict[str, Any]) -> Iterator[str]:
    for kind in ("topics", "audiences", "lifeSituations"):
        for term in article[kind]:
            if is_blank(term["name"]):
                text = _("“%(term)s” has no name in the language of this text.")
                yield text % {"term": term["id"]}
    for code in article["codes"]:
        if not code_is_valid(system=code["system"], code=code["code"]):
            text = _("%(code)s is not a code of %(system)s.")
            yield text % {"code": code["code"], "system": code["system"]}


def _evidence(article: dict[str, Any]) -> Iterator[str]:
    if article["type"] == "hub":
        return
    if not article["references"] and is_blank(article["referencesWaiver"]):
        yield _("It has no sources, and no reason why it needs none.")
    for source in article["references"]:
        identified = identifier_is_valid(
            kind=source["identifierType"], identifier=source["identifier"]
        )
        levelled = level_is_valid(scheme=source["evidenceScheme"], level=source["evidenceLevel"])
        if is_blank(source["title"]):
            yield _("A source has no title.")
        elif not (identified and levelled):
            text = _("The source “%(title)s” has an identifier or level of the wrong form.")
            yield text % {"title": source["title"]}


def _section(section: dict[str, Any]) -> Iterator[str]:
    is_nameless = is_blank(section["heading"])
    name = {"heading": section["id"] if is_nameless else section["heading"]}
    if is_nameless:
        yield _("A section has no heading.")
    if section["aspect"] not in ASPECT_CODES:
        yield _("The section “%(heading)s” has no health aspect.") % name
    if not section["blocks"]:
        yield _("The section “%(heading)s” is empty.") % name
    for block in section["blocks"]:
        if not block["id"]:
            yield _("A block in “%(heading)s” has no identifier; save the draft again.") % name
        for problem in _BLOCKS.get(block["type"], lambda _block: ())(block):
            yield problem % name
        if any(_blank_words(block)):
            text = _("A text in “%(heading)s” is missing, or shows nothing: %(block)s.")
            yield text % {**name, "block": SectionContent.base_blocks[block["type"]].label}


def _blank_words(block: dict[str, Any]) -> Iterator[bool]:
    """Of all words that a block must have: is there nothing in them that a reader sees?"""
    for part in (block, *block.get("items", ())):
        for name in _WORDS.get(block["type"], ()):
            if name in part:
                yield html_is_blank(part[name]) if name == "html" else is_blank(part[name])
    yield from map(html_is_blank, (*block.get("do", ()), *block.get("dont", ())))


def _image(block: dict[str, Any]) -> Iterator[str]:
    if block["media"] is None:
        yield _("A picture in “%(heading)s” is missing.")
    elif block["media"]["contentType"] not in PICTURE_TYPES:
        yield _("A picture in “%(heading)s” is of a kind that is not shown.")
    if is_blank(block["alt"]):
        yield _("A picture in “%(heading)s” has no alternative text.")


def _video(block: dict[str, Any]) -> Iterator[str]:
    if html_is_blank(block["transcript"]):
        yield _("A video in “%(heading)s” has no transcript.")
    if not block["url"].startswith("https://"):
        yield _("A video in “%(heading)s” has an address that does not begin with https://.")
    elif not _PLAIN.match(block["url"]):
        yield _("A video in “%(heading)s” has an address that does not say plainly where it leads.")


def _fact(block: dict[str, Any]) -> Iterator[str]:
    if is_blank(block["text"]):
        yield _("A fact in “%(heading)s” is not signed, or has no wording in this language.")


_BLOCKS = {"image": _image, "video": _video, "fact": _fact}


def _has_emergency_card(article: dict[str, Any]) -> bool:
    return any(
        block["type"] == "care_card" and block["level"] in ("emergency", "urgent")
        for section in article["sections"]
        for block in section["blocks"]
    )
