"""Write planned records as drafts: all languages of an item or none."""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, OperationalError, transaction
from wagtail.models import Locale, Page

from cms.imports.edited import edited_pages
from cms.imports.indexing import index_pages
from cms.imports.mapping import rules, sections_of
from cms.imports.planning import Plan
from cms.imports.vocabulary import MAX_TOPICS, topic_slug
from content_models.evidence import EvidenceReference
from content_models.locks import pages_lock
from content_models.pages import ContentPage, HubPage
from content_models.policy import stricter_class
from content_models.taxonomy.codes import code_is_valid
from content_models.taxonomy.models import Audience, Topic
from content_models.taxonomy.page_codes import MedicalCode
from editorial.signoff.services import attribution_record

ATTEMPTS = 3
SOURCE = "jsonl"
Shelves = dict[tuple[str, str, str], HubPage]


def shelves_write(plans: list[Plan]) -> Shelves:
    """The hubs that the drafts lie under: language, kind, first letter."""
    shelves: Shelves = {}
    kinds: dict[tuple[str, str], HubPage] = {}
    for plan in plans:
        lang, kind = plan.record.lang, plan.page_type.document_type
        if (lang, kind, plan.shelf) in shelves:
            continue
        home = HubPage.objects.filter(depth=2, slug=lang).first()
        if home is None:
            raise NotProvisioned(f"There is no hub for {lang}: run `manage.py provision` first.")
        segment = plan.page_type.path_segments[lang]
        if (lang, kind) not in kinds:
            kinds[(lang, kind)] = _hub(home, segment, segment.capitalize())
        shelves[(lang, kind, plan.shelf)] = _hub(
            kinds[(lang, kind)], f"{segment}-{plan.shelf.lower()}", plan.shelf
        )
    return shelves


def _hub(parent: HubPage, slug: str, title: str) -> HubPage:
    found = HubPage.objects.child_of(parent).filter(slug=slug).first()
    if found is None:
        found = HubPage(title=title, slug=slug, locale=parent.locale, live=False)
        parent.add_child(instance=found)
    return found


class NotProvisioned(Exception):
    """The house has no hub for a language yet."""


@dataclass
class Outcome:
    """What became of one item: how many drafts of each kind, or why none was written.

    `kept` names the records whose drafts people have written in.
    """

    item: str
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    kept: list[str] = field(default_factory=list)
    reason: str = ""
    pages: list[Any] = field(default_factory=list, repr=False, compare=False)


class DraftWriter:
    """Writes items with what was looked up once: shelves, topics, languages, the account.

    `person` is whose import it is: nobody signs a text that they brought in. To be used where
    Wagtail's own indexing is put off: a batch is indexed as a whole.
    """

    def __init__(
        self, *, shelves: Shelves, topics: dict[str, Topic], user: Any, person: Any
    ) -> None:
        self.shelves, self.topics, self.user, self.person = shelves, topics, user, person
        self.locales = {row.language_code: row for row in Locale.objects.all()}
        self.audience = Audience.objects.get(slug=rules().audience)

    def batch_write(self, items: list[list[Plan]]) -> list[Outcome]:
        """Write some items in one transaction; one that can not be written leaves no trace.

        Killed in the middle, the whole batch was never there. A deadlock is tried again.
        """
        for _attempt in range(ATTEMPTS - 1):
            with suppress(OperationalError):
                return self._batch(items)
        return self._batch(items)

    @transaction.atomic
    def _batch(self, items: list[list[Plan]]) -> list[Outcome]:
        outcomes = [self._item_or_reason(plans) for plans in items]
        index_pages([page for outcome in outcomes for page in outcome.pages])
        for outcome in outcomes:
            outcome.pages = []
        return outcomes

    def _item_or_reason(self, plans: list[Plan]) -> Outcome:
        outcome = Outcome(item=plans[0].record.id)
        try:
            with transaction.atomic():
                self._item(plans, outcome)
        except OperationalError:
            raise  # a deadlock or a lost server: nothing to blame the record for
        except (ValueError, ValidationError, DatabaseError) as error:
            return Outcome(
                item=outcome.item, refused=len(plans), reason=" ".join(str(error).split())[:300]
            )
        return outcome

    def _item(self, plans: list[Plan], outcome: Outcome) -> None:
        for plan in plans:
            if plan.fate == "created":
                outcome.pages.append(self._create(plan))
                outcome.created += 1
            elif plan.fate == "unchanged":
                outcome.unchanged += 1
            elif plan.fate == "kept" or (page := self._update(plan)) is None:
                outcome.kept.append(plan.record.id)
            else:
                outcome.pages.append(page)
                outcome.updated += 1

    def _create(self, plan: Plan) -> ContentPage:
        record = plan.record
        page = plan.page_type(
            slug=plan.slug,
            locale=self.locales[record.lang],
            translation_key=plan.translation_key,
            owner=self.user,
            live=False,
            import_source=SOURCE,
            import_id=record.id,
        )
        self._fill(page, plan)
        parent = self.shelves[(record.lang, plan.page_type.document_type, plan.shelf)]
        HubPage.objects.get(pk=parent.pk).add_child(instance=page)
        self._revision(page)
        return page

    def _update(self, plan: Plan) -> ContentPage | None:
        """A new revision for a record that has changed; what is public stays until it is signed.

        None, and nothing is written, where a person has written since the plan was made.
        """
        if plan.known is None:
            raise ValueError("Only a known draft is updated.")
        pages_lock(page_ids=[plan.known.pk])
        locked = Page.objects.get(pk=plan.known.pk)
        if not plan.overwrites and edited_pages([locked.pk]):
            return None
        page = locked.get_latest_revision_as_object()
        had = page.risk_class
        self._fill(page, plan)
        page.risk_class = stricter_class(page.risk_class, had)
        self._revision(page)
        rows = plan.page_type.objects.filter(pk=page.pk)
        rows.update(import_hash=plan.import_hash)
        # What is indexed is the row, as Wagtail does; the new revision is one more draft of it.
        return rows.get()

    def _revision(self, page: ContentPage) -> None:
        revision = page.save_revision(user=self.user, clean=False)
        attribution_record(revision=revision, person=self.person)

    def _fill(self, page: ContentPage, plan: Plan) -> None:
        record = plan.record
        page.title = page.draft_title = record.title
        page.summary = record.summary
        page.risk_class = rules().risk_classes[plan.page_type.document_type]
        page.synonyms = "\n".join((*record.synonyms, *self._words(record.codes, record.title)))
        page.licence = record.licence
        page.machine_translated = record.machine_translated
        page.demonstration = True
        page.import_hash = plan.import_hash
        raw = sections_of(record, page_type=plan.page_type)
        page.body = page._meta.get_field("body").to_python(raw)
        page.topics = [
            self.topics[topic_slug(name)]
            for name in dict.fromkeys(record.topics[:MAX_TOPICS])
            if self.topics[topic_slug(name)].name_in(record.lang)
        ]
        page.audiences = [self.audience]
        page.medical_codes = [
            MedicalCode(system="MeSH", code=code)
            for code in record.codes
            if code_is_valid(system="MeSH", code=code)
        ]
        page.evidence_references = [self._reference(plan)]

    @staticmethod
    def _words(codes: tuple[str, ...], title: str) -> list[str]:
        """Terms of the code system that are words and no codes are other names of the subject."""
        return [
            code
            for code in codes
            if not code_is_valid(system="MeSH", code=code) and code.lower() != title.lower()
        ]

    @staticmethod
    def _reference(plan: Plan) -> EvidenceReference:
        record = plan.record
        is_address = record.source_url.startswith(("http://", "https://"))
        is_address = is_address and " " not in record.source_url and len(record.source_url) <= 1000  # noqa: PLR2004 - the column
        return EvidenceReference(
            title=(record.source or record.title)[:500],
            publisher=record.publisher[:300],
            kind="web" if is_address else "other",
            identifier_type="URL" if is_address else "none",
            identifier=record.source_url if is_address else "",
            year=record.year,
        )
