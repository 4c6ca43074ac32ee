"""What the explorer itself knows, kept apart from the code under test.

A text's identity is its title, summary and body mark, read from a revision's raw JSON, as are its
warning labels. The oracle notes who wrote each revision and who signed which identity when, by what
the explorer did, and decides from that alone whether what the public sees may be seen.
"""

import json
from dataclasses import dataclass, field
from typing import Any

Identity = tuple[str, str, str]
Item = tuple[str, str]  # content id, language
Signer = tuple[str, ...]  # name, profession, organisation
# Why somebody with the right withdraws a text; what the house finds has happened, or is not said.
BY_PEOPLE = {"unsafe", "recalled", "error", "outdated", "consolidated", "unpublished"}
# What a text goes for that readers were told to be a danger, whoever takes it down.
GRAVE = {"unsafe", "recalled", "revoked"}
# Each warning label: its name in a document, and in a revision.
LABELS = {"demonstration": "demonstration", "machineTranslated": "machine_translated"}


def identity_of_revision(content: dict) -> Identity:
    """Title, summary and the first text of a Wagtail revision's raw content."""
    body = content["body"]
    sections = json.loads(body) if isinstance(body, str) else body
    return content["title"], content["summary"], _first_text(sections)


def _first_text(value: object) -> str:
    """The first string that holds a mark, in document order."""
    if isinstance(value, str):
        return value if "mark" in value else ""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            found = _first_text(part)
            if found:
                return _mark(found)
    return ""


def _mark(text: str) -> str:
    start = text.index("mark")
    end = start
    while end < len(text) and text[end].isalnum():
        end += 1
    return text[start:end]


def identity_of_article(article: dict) -> Identity:
    """The same three of a published document."""
    return article["title"], article["summary"], _first_text(article["sections"])


def signers_of(document: dict[str, Any]) -> frozenset[Signer]:
    """Who is named under a published document."""
    names = ("name", "profession", "organisation")
    return frozenset(tuple(row[name] for name in names) for row in document["edition"]["signOffs"])


def labels_of_revision(content: dict) -> frozenset[str]:
    """The warning labels that somebody had before them who signed this revision."""
    return frozenset(name for name, key in LABELS.items() if content.get(key))


@dataclass(frozen=True)
class Shown:
    """What the public reads of an item."""

    identity: Identity
    labels: frozenset[str]
    number: int
    signers: frozenset[Signer]

    @classmethod
    def of(cls, document: dict[str, Any]) -> "Shown":
        labels = frozenset(name for name in LABELS if document["editorial"].get(name) is True)
        identity = identity_of_article(document["article"])
        return cls(identity, labels, document["edition"]["number"], signers_of(document))


@dataclass
class Signature:
    signer: str
    clock: int
    revision_id: int
    # The submission, and how often the text had been changed in it before.
    review: tuple[int, int]
    labels: frozenset[str]
    # What the signer was called then.
    called: Signer
    is_taken_back: bool = False


@dataclass
class ItemRecord:
    quorum: int
    signatures: dict[Identity, list[Signature]] = field(default_factory=dict)
    visible: Identity | None = None
    boundary: int = 0
    writers: dict[int, set[str]] = field(default_factory=dict)
    published_revision: int = 0
    # Signatures that carry what is visible are younger than this.
    carried_since: int = 0
    taken_back: set[int] = field(default_factory=set)
    is_over: bool = False
    number: int = 0
    # When an edition that carries a label appeared: what drops it is younger.
    labelled: dict[str, int] = field(default_factory=dict)
    # The line in which readers were told of a danger, until a text is public again.
    danger: str | None = None

    def is_told(self, signature: Signature, shown: Shown) -> bool:
        """Whether a signature may carry these labels: none is missing that was promised under it,
        or that stood on an edition that it is not younger than.
        """
        gone = [clock for name, clock in self.labelled.items() if name not in shown.labels]
        return signature.labels <= shown.labels and signature.clock > max(gone, default=-1)


class Leak(AssertionError):
    """The public sees something that nobody with authority has signed."""


class Wrong(Leak):
    """The house took what nobody may do, or refused what somebody may."""


class Oracle:
    def __init__(self) -> None:
        self.clock = 0
        self.items: dict[Item, ItemRecord] = {}

    def tick(self) -> int:
        self.clock += 1
        return self.clock

    def track(self, item: Item, quorum: int) -> None:
        self.items[item] = ItemRecord(quorum=quorum)

    def wrote(self, item: Item, revision_id: int, writer: str) -> None:
        self.items[item].writers.setdefault(revision_id, set()).add(writer)

    def signed(
        self,
        item: Item,
        identity: Identity,
        *,
        signer: str,
        revision_id: int,
        review: tuple[int, int],
        labels: frozenset[str],
        called: Signer,
        has_authority: bool,
        submitter: str,
    ) -> None:
        """A sign-off was accepted: it must have been one that may be."""
        record = self.items[item]
        if not has_authority:
            raise Leak(f"{signer} has no authority, yet the sign-off was accepted")
        barred = {submitter} | {
            writer
            for revision, writers in record.writers.items()
            if revision > record.published_revision
            for writer in writers
        }
        if signer in barred:
            raise Leak(f"{signer} signed a text that they wrote or submitted")
        record.signatures.setdefault(identity, []).append(
            Signature(signer, self.clock, revision_id, review, labels, called)
        )

    def over(self, review: int, *, signer: str | None = None) -> None:
        """A review was cancelled: what was signed in it counts no more. With a signer: this one
        asked for changes, and has not approved what comes back.
        """
        for record in self.items.values():
            for signature in (one for many in record.signatures.values() for one in many):
                if signature.review[0] == review and signer in (None, signature.signer):
                    signature.is_taken_back = True

    def brought_back(self, item: Item, revision_id: int, old_id: int) -> None:
        """A revision has the words of an older one: those who wrote them have a hand in it.

        Everybody since the signed revision before it; where that was never published the house may
        bar more people than this.
        """
        record = self.items[item]
        signed = [
            signature.revision_id
            for signatures in record.signatures.values()
            for signature in signatures
            if signature.revision_id < old_id
        ]
        for revision, writers in list(record.writers.items()):
            if max(signed, default=0) < revision <= old_id:
                record.writers.setdefault(revision_id, set()).update(writers)

    def took_back(
        self, item: Item, identity: Identity, *, signoff_id: int, signer: str, review: int
    ) -> None:
        """A sign-off was taken back: nothing may be public on its word from now on.

        Somebody may have signed the same revision in another review, and that stands.
        """
        record = self.items[item]
        if signoff_id in record.taken_back:
            return
        record.taken_back.add(signoff_id)
        given = [
            signature
            for signature in record.signatures.get(identity, [])
            if (signature.signer, signature.review[0]) == (signer, review)
            and not signature.is_taken_back
        ]
        if given:
            given[0].is_taken_back = True

    def rests_on(self, item: Item, signoff_ids: list[int], surface: str) -> None:
        """An edition that the public sees names these sign-offs."""
        record = self.items.get(item)
        gone = record.taken_back & set(signoff_ids) if record else set()
        if gone:
            raise Leak(f"{surface} shows {item} on sign-offs that were taken back: {sorted(gone)}")

    def over_in_time(self, item: Item) -> None:
        """The hour has come at which somebody wanted the text to be taken down."""
        self.items[item].is_over = True

    def may_say(self, item: Item, reason: str, notice: str) -> bool:
        """Whether a withdrawal of the item may give this reason, in these words."""
        record = self.items.get(item)
        if record is None:
            return False
        if record.danger is not None and (
            reason not in GRAVE or (reason == "unsafe" and notice != record.danger)
        ):
            return False
        found = {"revoked": bool(record.taken_back), "expired": record.is_over}
        return reason in BY_PEOPLE or found.get(reason, False)

    def reaffirmed(self, item: Item, revision_id: int) -> None:
        """A new edition of the same text rests on sign-offs of this revision."""
        record = self.items[item]
        record.published_revision = max(record.published_revision, revision_id)

    def stopped(self, item: Item) -> None:
        """Somebody with the right stopped the text: nothing signed before may be seen after it."""
        record = self.items[item]
        record.visible = None
        record.boundary = record.carried_since = self.clock

    def warned(self, item: Item, notice: str) -> None:
        """Somebody with the right stopped it for a danger; readers are told so in these words."""
        self.stopped(item)
        self.items[item].danger = notice

    def sees(self, item: Item, shown: Shown | None, surface: str) -> None:
        """The public sees this (None: nothing) of the item on a surface."""
        record = self.items.get(item)
        if shown is None:
            if record is not None and record.visible is not None:
                record.visible = None
                record.boundary = self.clock
            return
        if record is None:
            raise Leak(f"{surface} shows an item that was never written here: {item}")
        identity = shown.identity
        is_same = identity == record.visible
        since = record.carried_since if is_same else record.boundary
        fresh = [
            signature
            for signature in record.signatures.get(identity, [])
            if signature.clock > since
            and not signature.is_taken_back
            and record.is_told(signature, shown)
        ]
        reviews: dict[tuple[int, int], list[Signature]] = {}
        for signature in fresh:
            reviews.setdefault(signature.review, []).append(signature)
        complete = [
            max(signature.revision_id for signature in signed)
            for signed in reviews.values()
            if len({signature.signer for signature in signed}) >= record.quorum
        ]
        if not complete:
            most = max(
                (len({one.signer for one in signed}) for signed in reviews.values()), default=0
            )
            raise Leak(
                f"{surface} shows {identity} of {item} under {sorted(shown.labels)} with {most} "
                f"of {record.quorum} sign-offs that count"
            )
        called = {one.called for one in record.signatures[identity]}
        if not shown.signers <= called:
            raise Leak(
                f"{surface} names under {item} {sorted(shown.signers - called)}, and those who "
                f"signed it are {sorted(called)}"
            )
        record.danger = None
        if shown.number > record.number:
            record.number = shown.number
            record.labelled |= dict.fromkeys(shown.labels, self.clock)
        if is_same:
            return
        record.published_revision = max(complete)
        record.carried_since = record.boundary
        record.boundary = self.clock
        record.visible = identity
