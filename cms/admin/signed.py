"""What a signature covers beside what a reader is shown: the notes that stand in a draft. Pure.

A partner gets the whole article, and the digest covers the whole article; the page that citizens
read shows only a part of it. Whoever signs has to see the rest too. Call it with the language of
the person at work active: codes that stand for a choice are said in words.
"""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from cms.site.vocabulary import kind_name
from content_models.evidence import EvidenceReference
from content_models.projection.blocks import strings
from content_models.vocabulary import ASPECTS

_TARGETS = re.compile(r'<a\b[^>]*\bhref="([^"]*)"')


@dataclass(frozen=True)
class Note:
    """One value of the article that the reader's page does not print."""

    label: str
    text: str


@dataclass(frozen=True)
class SectionNotes:
    """`blocks` has the notes of each block, in their order."""

    aspect: str
    blocks: tuple[tuple[Note, ...], ...]


@dataclass(frozen=True)
class SignedNotes:
    """All that is signed and not drawn. `sources` has the notes of each source, in their order."""

    about: tuple[Note, ...]
    sections: tuple[SectionNotes, ...]
    sources: tuple[tuple[Note, ...], ...]


def signed_notes(article: dict[str, Any]) -> SignedNotes:
    """The notes of an article, in the active language."""
    aspects = dict(ASPECTS)
    return SignedNotes(
        about=_told(_about(article)),
        sections=tuple(
            SectionNotes(
                aspect=str(aspects.get(section["aspect"], section["aspect"])),
                blocks=tuple(_told(_block(block)) for block in section["blocks"]),
            )
            for section in article["sections"]
        ),
        sources=tuple(_told(_source(source)) for source in article["references"]),
    )


def _told(pairs: list[tuple[Any, str]]) -> tuple[Note, ...]:
    return tuple(Note(label=str(label), text=text or "–") for label, text in pairs)


def _about(article: dict[str, Any]) -> list[tuple[Any, str]]:
    languages = dict(settings.LANGUAGES)
    codes = [
        f"{row['system']} {row['code']}" + (f" ({row['display']})" if row["display"] else "")
        for row in article["codes"]
    ]
    return [
        (_("kind"), kind_name(article["type"])),
        (_("Language"), str(languages.get(article["lang"], article["lang"]))),
        (_("Other names"), ", ".join(article["synonyms"])),
        (_("Topics"), _terms(article["topics"])),
        (_("Audiences"), _terms(article["audiences"])),
        (_("Life situations"), _terms(article["lifeSituations"])),
        (_("Medical codes"), ", ".join(codes)),
        (_("Risk class"), article["riskClass"]),
        (_("Licence"), article["licence"]),
        (_("Reason for no sources"), article["referencesWaiver"]),
    ]


def label_sentences(*, carried: list[str], dropped: list[str]) -> list[str]:
    """Which warning labels the text has, and what a signature does to those that it has no more.

    They are no part of the digest, and yet it is the signature that takes one off.
    """
    names = {"demonstration": _("demonstration text"), "machineTranslated": _("machine translated")}
    stays = _("It carries the label “%(label)s”, and still does when it is signed.")
    goes = _("It lacks the label “%(label)s” of the last edition: a signature takes the label off.")
    said = [stays % {"label": names[name]} for name in carried]
    said += [goes % {"label": names[name]} for name in dropped]
    return said or [_("It carries no warning label.")]


def _terms(rows: list[dict[str, str]]) -> str:
    return ", ".join(row["name"] or row["id"] for row in rows)


def _block(block: dict[str, Any]) -> list[tuple[Any, str]]:
    drawn = _BLOCKS.get(block["type"])
    notes = drawn(block) if drawn else []
    return notes + [(_("A link leads to"), target) for target in _targets(block)]


def _targets(block: dict[str, Any]) -> list[str]:
    """Where the links of a block lead, each place once: their words can say anything."""
    found = [unescape(target) for text in strings(block) for target in _TARGETS.findall(text)]
    return list(dict.fromkeys(found))


def _table(block: dict[str, Any]) -> list[tuple[Any, str]]:
    return [
        (_("The first row is a header"), _yes_or_no(block["headerRow"])),
        (_("The first column is a header"), _yes_or_no(block["headerColumn"])),
    ]


def _yes_or_no(value: bool) -> str:
    return _("yes") if value else _("no")


def _image(block: dict[str, Any]) -> list[tuple[Any, str]]:
    notes = [(_("Alternative text"), block["alt"])]
    media = block["media"]
    if media:
        size = f"{media['contentType']}, {media['width']} × {media['height']}"
        notes.append((_("Picture"), size))
    return notes


def _video(block: dict[str, Any]) -> list[tuple[Any, str]]:
    return [(_("Address"), block["url"])]


def _fact(block: dict[str, Any]) -> list[tuple[Any, str]]:
    number = f"{_('version')} {block['version']}"
    return [(_("Fact"), f"{block['name']} ({block['key']}), {number}")]


_BLOCKS = {"table": _table, "image": _image, "video": _video, "fact": _fact}


def _source(source: dict[str, Any]) -> list[tuple[Any, str]]:
    kind, identifier = source["identifierType"], source["identifier"]
    named = str(_("none")) if kind == "none" else kind
    return [
        (_("kind"), str(dict(EvidenceReference.KINDS).get(source["kind"], source["kind"]))),
        (_("identifier"), f"{named} {identifier}".strip()),
    ]
