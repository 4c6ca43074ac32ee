"""Load the demonstration, all of it through the real review. A second run changes nothing.

What is there is left as it is: a text that somebody has edited, withdrawn or published since is
theirs now, and no later start brings the old one back.
"""

from collections.abc import Callable, Iterator
from html import escape
from typing import Any
from uuid import UUID

from django.db import transaction
from wagtail.models import Page

from cms.demo.accounts import people_write, require_demonstration
from cms.demo.publishing import Reviewers
from cms.demo.reading import (
    LANGUAGES,
    articles,
    content_id,
    content_ids,
    drafts,
    hubs,
    judged,
)
from cms.demo.waiting import Waiting
from cms.demo.writing import Writer, facts_write, pictures_write, vocabulary_write
from cms.imports.indexing import index_pages, indexing_put_off
from content_models.pages import PAGE_TYPES
from editorial.editions.models import Edition, PublicDocument
from editorial.editions.services import edition_withdraw
from search.curation.judged_import import judged_set_replace
from search.curation.models import JudgedSet

Key = tuple[UUID, str]
JUDGED = "demonstration"


class DemoLoader:
    """Loads what is missing. `tell` hears of progress."""

    def __init__(self, *, tell: Callable[[str], None]) -> None:
        require_demonstration()
        self.tell = tell
        self.people = people_write()
        self.writer = Writer(self.people["forfatter"])
        self.reviewers = Reviewers()
        self.pages = dict(_pages())
        self.published: set[Key] = set(Edition.objects.values_list("content_id", "lang"))

    def load(self) -> int:
        """Load and publish, then withdraw and leave waiting what is meant to be. Returns how many
        texts were published.

        Raises:
            ValueError: the gate refuses one of our own texts; with its reasons.
        """
        with transaction.atomic():
            vocabulary_write()
            facts_write(author=self.people["forfatter"], signer=self.people["lege"])
            pictures_write()
        began = max(self.pages.values(), default=0)
        try:
            with indexing_put_off():
                return self._texts()
        finally:
            new = [pk for _key, pk in _pages() if pk > began]
            index_pages(list(Page.objects.filter(pk__in=new).specific()))

    def _texts(self) -> int:
        groups = articles()
        count = 0
        for number, group in enumerate(groups, start=1):
            count += self._told(f"{number}/{len(groups)}", self._group(group, self._written))
        links = {lang: self._links(groups, lang) for lang in LANGUAGES}
        made = [text for hub in hubs() for text in self._group(hub, _linked(hub, links))]
        if made:
            self.tell(f"{len(made)} hubs")
        count += len(made)
        for group in groups:
            self._withdraw(group)
        self._judged()
        waiting = Waiting(writer=self.writer, reviewers=self.reviewers, people=self.people)
        self._told("waiting for somebody", waiting.write(drafts(), known=self.pages))
        return count

    def _told(self, where: str, titles: list[str]) -> int:
        """Say what was done; nothing where nothing was."""
        if titles:
            self.tell(f"{where} {', '.join(dict.fromkeys(titles))}")
        return len(titles)

    @staticmethod
    def _written(text: dict[str, Any], _lang: str) -> list[dict[str, Any]]:
        sections: list[dict[str, Any]] = text["sections"]
        return sections

    def _group(
        self, group: dict[str, Any], body: Callable[[dict[str, Any], str], list[dict[str, Any]]]
    ) -> list[str]:
        """One item in all its languages. Returns the titles of what was published."""
        done = []
        for lang in LANGUAGES:
            text, key = group["languages"].get(lang), (content_id(group["group"]), lang)
            if text is None or key in self.published:
                continue
            sections = body(text, lang)
            if not sections:
                continue
            if key not in self.pages:
                self.pages[key] = self.writer.draft(group, lang, sections).pk
            result = self.reviewers.page_publish(self.pages[key])
            if result.reasons:
                raise ValueError(f"{text['title']}: {' '.join(result.reasons)}")
            self.published.add(key)
            done.append(text["title"])
        return done

    def _links(self, groups: list[dict[str, Any]], lang: str) -> dict[str, list[str]]:
        """By topic, a link to each of our articles in this language that can be read."""
        found: dict[str, list[str]] = {}
        for group in groups:
            text, page_id = group["languages"].get(lang), self.pages.get(_key(group, lang))
            if text is None or page_id is None or "withdrawn" in group:
                continue
            link = f'<a linktype="page" id="{page_id}">{escape(text["title"])}</a>'
            for topic in group["topics"]:
                found.setdefault(topic, []).append(f"<li>{link}</li>")
        return found

    def _judged(self) -> None:
        """Keep searches with their answers, so that a preview of search words has figures, once."""
        if not JudgedSet.objects.exists():
            judged_set_replace(name=JUDGED, queries=judged())

    def _withdraw(self, group: dict[str, Any]) -> None:
        """Take down what the content file says is withdrawn, once."""
        details, item = group.get("withdrawn"), content_id(group["group"])
        if details is None or Edition.objects.filter(content_id=item, action="withdrawn").exists():
            return
        if PublicDocument.objects.filter(content_id=item, state="current").exists():
            edition_withdraw(
                content_id=item,
                actor=self.people["vakt"],
                reason=details["reason"],
                notices=details["notices"],
                replacement=content_id(details["replacement"]),
            )


def _pages() -> Iterator[tuple[Key, int]]:
    """Which of our texts are there, as a draft at least."""
    ours = content_ids()
    for page_type in PAGE_TYPES:
        rows = page_type.objects.filter(translation_key__in=ours)
        for key, lang, pk in rows.values_list("translation_key", "locale__language_code", "pk"):
            yield (key, lang), pk


def _key(group: dict[str, Any], lang: str) -> Key:
    return content_id(group["group"]), lang


def _linked(
    hub: dict[str, Any], links: dict[str, dict[str, list[str]]]
) -> Callable[[dict[str, Any], str], list[dict[str, Any]]]:
    """The body of a hub: links to its topic's articles; nothing where there are none."""

    def body(text: dict[str, Any], lang: str) -> list[dict[str, Any]]:
        items = links[lang].get(hub["topics"][0], [])
        if not items:
            return []
        onward = {"type": "text", "html": f"<ul>{''.join(items)}</ul>"}
        return [{"aspect": "overview", "heading": text["heading"], "blocks": [onward]}]

    return body
