"""Every place where the public reads, looked at after each step."""

import base64
import json
import random
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.test import Client

from editorial.editions.models import Edition
from editorial.editions.selectors import public_by_id
from tests.explore.oracle import Item, Leak, Shown
from tests.explore.world import World, named, visible

LIVE = "current"
DUE_AT_MOST = datetime.now(UTC).date() + timedelta(days=3 * 366)
SHOWN = re.compile(r"(?:Tekst|Sammendrag|Tittel) (mark\d+q)")
# No notice here has figures, or any mark of HTML.
FOUL, LONGEST = re.compile(r"[\d½<]"), 300
# The body of every text that anybody writes here.
PARAGRAPH = re.compile(r"<p>Tekst mark\d+q</p>")


def check(world: World, public: Client, *, turn: int | None = None) -> int:
    """Compare what surfaces show with what the oracle allows. Returns how many looks.

    In a walk, the public tables and REST after each step (`turn`), others after every second
    or fourth: what is there stays there, and more steps find more than more looks at each. A
    request is not made again while nothing that it could say otherwise has changed (`fingerprint`).
    """
    shown = visible()
    for item, document in shown.items():
        _sees(world, item, document, "the public tables")
    for item, signoff_ids in named().items():
        world.oracle.rests_on(item, signoff_ids, "the public tables")
    for item, record in world.oracle.items.items():
        if record.visible is not None and item not in shown:
            raise Leak(f"{item} was public and is gone without a trace")
    looked = len(shown)
    if shown:
        world.news.begin(world.oracle)
        item = world.rng.choice(sorted(shown))
        looked += rest(world, public, item)
        if turn is None or turn % 2:
            looked += feed(world, public) + search(world, public, item)
        if turn is None or not turn % 2:
            looked += site(world, public, item) + editions(world, public)
        if turn is None or turn % 4 == 1:
            looked += suggest(world, public)
        if turn is None or turn % 4 == 0:
            looked += search_site(world, public)
    return looked


def _sees(world: World, item: Item, document: dict[str, Any], surface: str) -> None:
    """The oracle is asked, and no HTML stands there but what somebody wrote here."""
    withdrawal = document["edition"]["withdrawal"]
    if withdrawal is not None:
        _told(world, item, withdrawal, surface)
        world.oracle.sees(item, None, surface)
        return
    world.oracle.sees(item, Shown.of(document), surface)
    article = document["article"]
    blocks = [block for section in article["sections"] for block in section["blocks"]]
    html = blocks[0].get("html", "") if len(blocks) == 1 else ""
    if not PARAGRAPH.fullmatch(html) or article["references"]:
        raise Leak(f"{surface} shows of {item} a body that nobody wrote: {blocks}")


def _told(world: World, item: Item, said: dict[str, Any], surface: str) -> None:
    """A notice is of words that somebody may write, and what the house finds it has found."""
    if not world.oracle.may_say(item, said["reason"], said["notice"]):
        raise Leak(f"{surface} says of {item} that it is {said['reason']}, and it is not")
    if FOUL.search(said["notice"]) or len(said["notice"]) > LONGEST:
        raise Leak(f"{surface} shows of {item} a notice that nobody may write: {said['notice']}")


def rest(world: World, public: Client, item: Item) -> int:
    """`GET /api/v1/content/{id}`."""
    if not world.news.is_new("rest", item):
        return 0
    response = public.get(f"/api/v1/content/{item[0]}", {"lang": item[1]})
    if b"falsum" in response.content:
        raise Leak(f"REST shows of {item} what nobody wrote")
    if response.status_code == 200:
        document = json.loads(response.content)
        _true(world, item, document["edition"])
        _sees(world, item, document, "REST")
    elif response.status_code == 410:
        _no_text(world, response, "REST")
        world.oracle.sees(item, None, "REST")
    else:
        raise Leak(f"REST answers {response.status_code} for a known item")
    return 1


def _true(world: World, item: Item, said: dict[str, Any]) -> None:
    """Every time lies between the beginning of this walk and now; nothing is due in the far."""
    now = datetime.now(UTC)
    times = [said[name] for name in ("publishedAt", "firstPublishedAt", "lastClinicalChange")]
    moments = [datetime.fromisoformat(time) for time in times]
    if not all(world.began <= moment <= now for moment in moments) or not moments[1] <= moments[2]:
        raise Leak(f"REST says of {item} that it was published {times}")
    due = date.fromisoformat(said["nextReviewDue"])
    if not world.began.date() <= date.fromisoformat(said["lastReviewed"]) <= due <= DUE_AT_MOST:
        raise Leak(f"REST says of {item} that it was reviewed {said['lastReviewed']}, due {due}")


def feed(world: World, public: Client) -> int:
    """`GET /api/v1/changes`: each entry once, in order, and never a text."""
    since = getattr(world, "cursor", "0")
    if not world.news.is_new("feed", since):
        return 0
    response = public.get("/api/v1/changes", {"since": since, "limit": 100})
    data = json.loads(response.content)
    _no_text(world, response, "the feed")
    numbers = [entry["seq"] for entry in data["entries"]] if "entries" in data else []
    if numbers != list(range(world.feed_seen + 1, world.feed_seen + 1 + len(numbers))):
        raise Leak(f"the feed skips or repeats: {numbers} after {world.feed_seen}")
    world.feed_seen += len(numbers)
    world.cursor = data.get("cursor", since)  # type: ignore[attr-defined]
    return 1


def site(world: World, public: Client, item: Item) -> int:
    """The citizen's page; 410 where it is withdrawn."""
    if not world.news.is_new("site", item):
        return 0
    found = public_by_id(content_id=item[0], lang=item[1])  # type: ignore[arg-type]
    if found is None:
        return 0
    response = public.get(f"/{item[1]}/{found.path}")
    record = world.oracle.items[item]
    if found.state == LIVE:
        if response.status_code != 200 or record.visible is None:
            raise Leak(f"the site answers {response.status_code} for a public page")
        _only(world, response, _marks_of_all_languages(world, item), "the site")
    elif response.status_code != 410:
        raise Leak(f"the site answers {response.status_code} for a withdrawn page")
    return 1


def _marks_of_all_languages(world: World, item: Item) -> set[str]:
    """A page leads to the same text in other languages, by their titles."""
    return {
        mark
        for (content_id, _lang), record in world.oracle.items.items()
        if content_id == item[0] and record.visible is not None
        for mark in _marks(" ".join(record.visible))
    }


def editions(world: World, public: Client) -> int:
    """A permanent address and its receipt: no name stands there without the mark, if it has one.

    One that a signature was taken back from is looked at before others.
    """
    taken = {pk for record in world.oracle.items.values() for pk in record.taken_back}
    rows = Edition.objects.exclude(action="withdrawn").order_by("pk")
    marked = rows.filter(signoff_ids__overlap=sorted(taken)) if taken else rows.none()
    found = list((marked if marked.exists() else rows).values_list("edition_digest", "signoff_ids"))
    # A choice of its own, so that looking does not change the walk of a seed.
    digest, signoff_ids = random.Random(f"{len(found)} {world.oracle.clock}").choice(found)
    if not world.news.is_new("edition", digest):
        return 0
    is_taken = bool(taken & set(signoff_ids))
    for part in ("", "/receipt"):
        response = public.get(f"/api/v1/editions/{digest}{part}")
        is_marked = response.headers.get("Edition-Status") == "revoked"
        if response.status_code == 200 and is_marked is not is_taken:
            raise Leak(f"an edition says {is_marked} of a signature taken back: {is_taken}")
        if response.status_code != 200 and (part or response.status_code != 410):
            raise Leak(f"an edition answers {response.status_code}")
        if part:
            _of(response.content, digest)
    return 2


def _of(receipt: bytes, digest: str) -> None:
    """A receipt is about the edition that it is asked for at."""
    try:
        part = receipt.split(b".")[1]
        said = json.loads(base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4)))
    except (ValueError, IndexError):
        said = {}
    if said.get("editionDigest") != digest:
        raise Leak(f"a receipt of another edition is given for {digest}")


def search(world: World, public: Client, item: Item) -> int:
    """`GET /api/v1/search` for a word of the item: it is found if it is public, as it was signed.

    A word of any text that was ever written finds only what is public now.
    """
    record = world.oracle.items[item]
    signed = _marks(" ".join(record.visible)) if record.visible else []
    written = [f"mark{number}q" for number in range(1, world.marks + 1)]
    # A choice of its own, so that looking does not change the walk of a seed.
    word = random.Random(f"{item} {world.marks}").choice(signed or written)
    if not world.news.is_new("search", item, word):
        return 0
    data = json.loads(_found(public, "/api/v1/search", q=word, lang=item[1], limit=50, exact=1))
    hits = {hit["contentId"]: hit for hit in data["hits"]}
    if signed and item[0] not in hits:
        raise Leak(f"search for {word} does not find {item}, which is public")
    for hit in hits.values():
        shown = f"{hit['title']} {''.join(piece['text'] for piece in hit['snippet'])}"
        _shows(world, (hit["contentId"], hit["lang"]), shown, "search")
    return 1


def search_site(world: World, public: Client) -> int:
    """The citizen's page of results, for a word that stands in every text."""
    if not world.news.is_new("page of results"):
        return 0
    text = _found(public, "/nb/search", q="sammendrag")
    allowed = {
        mark
        for record in world.oracle.items.values()
        if record.visible
        for mark in _marks(" ".join(record.visible))
    }
    _within(set(SHOWN.findall(re.sub("</?mark>", "", text))), allowed, "the page of results")
    return 1


def suggest(world: World, public: Client) -> int:
    """`GET /api/v1/suggest`: titles as they were signed."""
    if not world.news.is_new("suggestions"):
        return 0
    data = json.loads(_found(public, "/api/v1/suggest", q="tittel mar", lang="nb", limit=20))
    for item in data["items"]:
        _shows(world, (item["contentId"], item["lang"]), item["title"], "suggestions")
    return 1


def _found(public: Client, address: str, **query: Any) -> str:
    response = public.get(address, query)
    if response.status_code != 200:
        raise Leak(f"{address} answers {response.status_code} for {query}")
    return response.content.decode()


def _shows(world: World, item: Item, text: str, surface: str) -> None:
    """Every mark in the text is one of those that are signed of this item now."""
    record = world.oracle.items.get(item)
    if record is None or record.visible is None:
        raise Leak(f"{surface} shows {item}, which is not public")
    _within(set(_marks(text)), set(_marks(" ".join(record.visible))), surface)


def _marks(text: str) -> list[str]:
    return [word for word in text.replace("<", " ").split() if word.startswith("mark")]


def _no_text(world: World, response: Any, surface: str) -> None:
    if b"Tekst mark" in response.content or b"Sammendrag mark" in response.content:
        raise Leak(f"{surface} shows a text where none may be")


def _only(world: World, response: Any, allowed: set[str], surface: str) -> None:
    _within(set(SHOWN.findall(response.content.decode())), allowed, surface)


def _within(seen: set[str], allowed: set[str], surface: str) -> None:
    if not seen <= allowed:
        raise Leak(f"{surface} shows {sorted(seen - allowed)}, signed is {sorted(allowed)}")
