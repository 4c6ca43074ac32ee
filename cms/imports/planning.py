"""What an import will do, decided before anything is written: kinds, addresses, groups, places."""

import unicodedata
import uuid
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from django.utils.text import slugify

from cms.imports.edited import edited_pages
from cms.imports.mapping import FILE, NAMESPACE, page_type_of
from cms.imports.records import Record
from content_models.digest import sha256_hex
from content_models.pages import PAGE_TYPES, ContentPage
from editorial.editions.models import PublicPath

MAX_SLUG = 120
Fate = Literal["created", "updated", "unchanged", "kept"]
LANGUAGE_ORDER = {"nb": 0, "nn": 1, "se": 2, "en": 3}


@dataclass(frozen=True)
class Known:
    """A draft that an earlier import made; `is_edited` where a person has written in it since."""

    pk: int
    import_hash: str
    slug: str
    page_type: type[ContentPage]
    translation_key: uuid.UUID
    is_edited: bool = False


@dataclass(frozen=True)
class Plan:
    """One record's draft to be: `known` where an earlier import made it.

    `overwrites` says that the source's text is taken where a person has written, too.
    """

    record: Record
    page_type: type[ContentPage]
    slug: str
    translation_key: uuid.UUID
    shelf: str
    import_hash: str
    known: Known | None
    overwrites: bool = False

    @property
    def fate(self) -> Fate:
        """What becomes of the draft; what a person has written in is kept."""
        if self.known is None:
            return "created"
        if self.known.import_hash == self.import_hash:
            return "unchanged"
        return "kept" if self.known.is_edited and not self.overwrites else "updated"


def import_hash(record: Record) -> str:
    """Changes with the record and with the rule file."""
    return sha256_hex(f"{record.digest}{_rules_digest()}".encode())


@cache
def _rules_digest() -> str:
    return sha256_hex(FILE.read_bytes())


def known_drafts() -> dict[tuple[str, str], Known]:
    """Drafts of earlier imports by record identifier and language."""
    found = {}
    for page_type in PAGE_TYPES:
        # Oldest last: a copy of an imported page is not the record's draft.
        rows = page_type.objects.exclude(import_id="").order_by("-pk")
        rows = rows.values_list(
            "import_id", "locale__language_code", "pk", "import_hash", "slug", "translation_key"
        )
        for import_id, lang, pk, digest, slug, key in rows:
            found[(import_id, lang)] = Known(pk, digest, slug, page_type, key)
    edited = edited_pages([row.pk for row in found.values()]) if found else set()
    return {key: replace(row, is_edited=row.pk in edited) for key, row in found.items()}


def taken_addresses() -> set[tuple[str, str]]:
    """Every (language, address) that a page has now, or had while it was public."""
    taken = set(PublicPath.objects.values_list("lang", "path"))
    for page_type in PAGE_TYPES:
        rows = page_type.objects.values_list("locale__language_code", "slug")
        taken |= {(lang, f"{page_type.path_segments[lang]}/{slug}") for lang, slug in rows}
    return taken


def plans_of(records: list[Record], *, overwrites: bool = False) -> list[list[Plan]]:
    """Plans by item: the languages of one item together, in a fixed order."""
    return Planner(overwrites=overwrites).plans_of(records)


class Planner:
    """Knows what is there already, so that new records join their item and no other."""

    def __init__(self, *, overwrites: bool = False) -> None:
        self.overwrites = overwrites
        self.known = known_drafts()
        self.taken = taken_addresses()
        self.page_types = {row.translation_key: row.page_type for row in self.known.values()}
        self.languages = {(row.translation_key, lang) for (_id, lang), row in self.known.items()}

    def plans_of(self, records: list[Record]) -> list[list[Plan]]:
        groups: dict[uuid.UUID, list[Record]] = defaultdict(list)
        for record in records:
            groups[self._item_of(record)].append(record)
        return [self._plans_of_item(key, groups[key]) for key in sorted(groups)]

    def _item_of(self, record: Record) -> uuid.UUID:
        """The group's item, or one of its own where the group has this language already."""
        known = self.known.get((record.id, record.lang))
        if known is not None:
            return known.translation_key
        key = uuid.uuid5(NAMESPACE, record.group)
        if (key, record.lang) in self.languages:
            key = uuid.uuid5(NAMESPACE, f"{record.group}/{record.id}")
        self.languages.add((key, record.lang))
        return key

    def _plans_of_item(self, key: uuid.UUID, records: list[Record]) -> list[Plan]:
        records = sorted(records, key=lambda record: LANGUAGE_ORDER[record.lang])
        page_type = self.page_types.get(key) or page_type_of(records[0])
        shelf = shelf_of(records[0].title)
        plans = []
        for record in records:
            known = self.known.get((record.id, record.lang))
            plans.append(
                Plan(
                    record=record,
                    page_type=page_type,
                    slug=known.slug if known else _free_slug(record, page_type, self.taken),
                    translation_key=key,
                    shelf=shelf,
                    import_hash=import_hash(record),
                    known=known,
                    overwrites=self.overwrites,
                )
            )
        return plans


def shelf_of(title: str) -> str:
    """The letter that an item is filed under, so that no hub has thousands of children."""
    for character in unicodedata.normalize("NFKD", title.upper()):
        if "A" <= character <= "Z":
            return character
    return "0"


def _free_slug(record: Record, page_type: type[ContentPage], taken: set[tuple[str, str]]) -> str:
    stem = slugify(record.title)[:MAX_SLUG].strip("-") or slugify(record.id)[:MAX_SLUG] or "side"
    segment = page_type.path_segments[record.lang]
    slug, number = stem, 1
    while (record.lang, f"{segment}/{slug}") in taken:
        number += 1
        slug = f"{stem}-{number}"
    taken.add((record.lang, f"{segment}/{slug}"))
    return slug
