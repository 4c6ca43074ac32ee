"""What an import will do, decided before anything is written: kinds, addresses, groups, places."""

import unicodedata
import uuid
from collections import defaultdict
from dataclasses import dataclass

from django.utils.text import slugify

from cms.imports.mapping import FILE, NAMESPACE, page_type_of
from cms.imports.records import Record
from content_models.digest import sha256_hex
from content_models.pages import PAGE_TYPES, ContentPage

MAX_SLUG = 120
LANGUAGE_ORDER = {"nb": 0, "nn": 1, "se": 2, "en": 3}


@dataclass(frozen=True)
class Known:
    """A draft that an earlier import made."""

    pk: int
    import_hash: str
    slug: str
    page_type: type[ContentPage]
    translation_key: uuid.UUID


@dataclass(frozen=True)
class Plan:
    """One record's draft to be: `known` where an earlier import made it."""

    record: Record
    page_type: type[ContentPage]
    slug: str
    translation_key: uuid.UUID
    shelf: str
    import_hash: str
    known: Known | None


def import_hash(record: Record) -> str:
    """Changes with the record and with the rule file."""
    return sha256_hex(f"{record.digest}{sha256_hex(FILE.read_bytes())}".encode())


def known_drafts() -> dict[tuple[str, str], Known]:
    """Drafts of earlier imports by record identifier and language."""
    found = {}
    for page_type in PAGE_TYPES:
        rows = page_type.objects.exclude(import_id="").values_list(
            "import_id", "locale__language_code", "pk", "import_hash", "slug", "translation_key"
        )
        for import_id, lang, pk, digest, slug, key in rows:
            found[(import_id, lang)] = Known(pk, digest, slug, page_type, key)
    return found


def taken_addresses() -> set[tuple[str, str]]:
    """Every (language, address) that a page has now."""
    taken = set()
    for page_type in PAGE_TYPES:
        rows = page_type.objects.values_list("locale__language_code", "slug")
        taken |= {(lang, f"{page_type.path_segments[lang]}/{slug}") for lang, slug in rows}
    return taken


def plans_of(records: list[Record]) -> list[list[Plan]]:
    """Plans by item: the languages of one item together, in a fixed order."""
    known, taken = known_drafts(), taken_addresses()
    groups: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        same = groups[record.group]
        is_new_language = all(other.lang != record.lang for other in same)
        groups[record.group if is_new_language else record.id].append(record)
    return [_plans_of_item(key, rows, known, taken) for key, rows in sorted(groups.items()) if rows]


def _plans_of_item(
    key: str,
    records: list[Record],
    known: dict[tuple[str, str], Known],
    taken: set[tuple[str, str]],
) -> list[Plan]:
    records = sorted(records, key=lambda record: LANGUAGE_ORDER[record.lang])
    earlier = [known[(row.id, row.lang)] for row in records if (row.id, row.lang) in known]
    page_type = earlier[0].page_type if earlier else page_type_of(records[0])
    translation_key = earlier[0].translation_key if earlier else uuid.uuid5(NAMESPACE, key)
    shelf = shelf_of(records[0].title)
    plans = []
    for record in records:
        found = known.get((record.id, record.lang))
        slug = found.slug if found else _free_slug(record, page_type, taken)
        plans.append(
            Plan(
                record=record,
                page_type=page_type,
                slug=slug,
                translation_key=translation_key,
                shelf=shelf,
                import_hash=import_hash(record),
                known=found,
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
