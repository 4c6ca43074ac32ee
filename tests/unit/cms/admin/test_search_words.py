"""What editors keep for the public search, in the admin: who may, preview, saving, undo."""

import re
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from search.curation.models import Bet, Change, JudgedQuery, JudgedSet, StopWord, Synonym
from search.query.request import SearchRequest
from search.results import SearchResults
from search.statistics import counting
from search.statistics.models import CountedDay, CountedQuery
from tests.factories import pages
from tests.timing import database_at

pytestmark = pytest.mark.django_db

SYNONYM = {
    "family": "no", "direction": "one_way", "source": "døgnrytme", "others": "søvn\nhvile",
    "reason": "Folk bruker ordet om søvn.", "is_active": "on",
}  # fmt: skip


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def previewed_of(html: str) -> str:
    found = re.search(r'name="previewed" value="(\w+)"', html)
    assert found, "no preview"
    return found.group(1)


def save(client: Client, url: str, data: dict[str, Any]) -> Any:
    """Preview, then save exactly that."""
    preview = client.post(url, {**data, "preview": "1"})
    assert preview.status_code == 200
    data = {**data, "previewed": previewed_of(preview.content.decode()), "save": "1"}
    return client.post(url, data)


ADDRESSES = [
    reverse("search_synonyms"), reverse("search_synonyms_results"), reverse("search_bets"),
    reverse("search_stop_words"), reverse("search_report"), reverse("search_red_flags"),
    reverse("search_entry_add", args=["synonyms"]), reverse("search_entry_add", args=["bets"]),
    reverse("search_entry_add", args=["stop-words"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("author", False), ("clinician", False), ("duty", False), ("superuser", False),
        ("desk", True), ("chief", True),
    ],
)  # fmt: skip
def test_only_desk_and_chief_come_in_or_change_anything(
    house: dict[str, Any], role: str, may: bool
) -> None:
    client = client_of(house[role])
    entry = StopWord.objects.filter(family="no").first()
    assert entry is not None
    change = Change.objects.create(kind="stop_word", entry_id=entry.pk, action="changed", after={})
    edit = reverse("search_entry_edit", args=["stop-words", entry.pk])
    history = reverse("search_entry_history", args=["stop-words", entry.pk])
    for address in [*ADDRESSES, edit, history]:
        assert client.get(address).status_code == (200 if may else 302), address
    before = (Synonym.objects.count(), Change.objects.count(), StopWord.objects.get(pk=entry.pk))
    if not may:
        data = {**SYNONYM, "save": "1", "previewed": "0" * 16}
        for address in [*ADDRESSES, edit]:
            client.post(address, data)
        restore = reverse("search_change_restore", args=[change.pk])
        assert client.post(restore).status_code == 302
        after = (Synonym.objects.count(), Change.objects.count(), StopWord.objects.get(pk=entry.pk))
        assert after == before
    menu = client.get(reverse("wagtailadmin_home")).content.decode()
    assert ("/admin/public-search/report/" in menu) is may


def test_visitors_are_sent_to_the_login(db: str) -> None:
    for address in ADDRESSES:
        answer = Client().get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/admin/login/")


def test_a_synonym_is_previewed_then_saved_with_its_history(
    house: dict[str, Any], published: Any
) -> None:
    published(pages.draft(author=house["author"]))
    client = client_of(house["desk"])
    add = reverse("search_entry_add", args=["synonyms"])
    html = client.post(add, {**SYNONYM, "preview": "1"}).content.decode()
    assert Synonym.objects.filter(source="døgnrytme").count() == 0
    assert "Søvn og hvile" in html
    assert 'class="search-new"' in html
    answer = client.post(add, {**SYNONYM, "previewed": previewed_of(html), "save": "1"})
    assert answer["Location"] == reverse("search_synonyms")
    entry = Synonym.objects.get(source="døgnrytme")
    assert (entry.others, entry.origin, entry.is_active) == (["søvn", "hvile"], "editor", True)
    change = Change.objects.get(kind="synonym", entry_id=entry.pk)
    assert (change.action, change.actor_id, change.before) == ("created", house["desk"].pk, None)


def test_saving_something_else_than_was_previewed_shows_a_preview_first(
    house: dict[str, Any],
) -> None:
    client = client_of(house["desk"])
    add = reverse("search_entry_add", args=["synonyms"])
    seen = previewed_of(client.post(add, {**SYNONYM, "preview": "1"}).content.decode())
    other = {**SYNONYM, "others": "feber", "previewed": seen, "save": "1"}
    answer = client.post(add, other)
    assert answer.status_code == 200
    assert Synonym.objects.filter(source="døgnrytme").count() == 0
    assert previewed_of(answer.content.decode()) != seen
    assert client.post(add, {**SYNONYM, "save": "1"}).status_code == 200
    assert Synonym.objects.filter(source="døgnrytme").count() == 0


def test_a_refusal_says_every_reason_and_keeps_what_was_typed(house: dict[str, Any]) -> None:
    client = client_of(house["chief"])
    client.cookies["django_language"] = "en"
    data = {**SYNONYM, "source": "og", "others": "!!!\nen to tre fire fem seks", "reason": " "}
    answer = client.post(reverse("search_entry_add", args=["synonyms"]), {**data, "preview": "1"})
    errors = answer.context["form"].non_field_errors()
    assert len(errors) == 4
    html = answer.content.decode()
    assert 'role="alert"' in html
    assert "!!!" in html
    assert Synonym.objects.filter(origin="editor").count() == 0
    assert Change.objects.count() == 0


def test_a_shipped_stop_word_is_switched_off_and_restored(house: dict[str, Any]) -> None:
    client = client_of(house["desk"])
    entry = StopWord.objects.get(family="no", word="ikke")
    edit = reverse("search_entry_edit", args=["stop-words", entry.pk])
    data = {"family": "no", "word": "ikke", "reason": entry.reason}
    assert save(client, edit, data).status_code == 302
    entry.refresh_from_db()
    assert (entry.is_active, entry.is_touched, entry.origin) == (False, True, "shipped")
    change = Change.objects.get()
    assert change.action == "switched_off"
    history = client.get(reverse("search_entry_history", args=["stop-words", entry.pk]))
    assert [row.can_restore for row in history.context["rows"]] == [True]
    assert client.get(reverse("search_change_restore", args=[change.pk])).status_code == 405
    client.post(reverse("search_change_restore", args=[change.pk]))
    entry.refresh_from_db()
    assert entry.is_active
    assert list(Change.objects.order_by("pk").values_list("action", flat=True)) == [
        "switched_off",
        "restored",
    ]


def test_a_bet_is_made_on_a_public_page_alone(house: dict[str, Any], published: Any) -> None:
    page = published(pages.draft(author=house["author"]))
    unsigned = pages.draft(author=house["author"], title="Uferdig", slug="uferdig")
    client = client_of(house["desk"])
    add = reverse("search_entry_add", args=["bets"])
    last = timezone.localdate() + timedelta(days=20)
    data = {
        "kind": "best", "lang": "nb", "query": "våkner om natten", "page": unsigned.pk,
        "position": 1, "expires_on": last.isoformat(), "reason": "Svarer på det.",
        "is_active": "on",
    }  # fmt: skip
    refused = client.post(add, {**data, "preview": "1"})
    assert len(refused.context["form"].non_field_errors()) == 1
    assert Bet.objects.count() == 0
    data["page"] = page.pk
    assert save(client, add, data).status_code == 302
    bet = Bet.objects.get()
    assert (bet.content_id, bet.expires_on) == (page.translation_key, last)
    listed = client.get(reverse("search_bets")).content.decode()
    assert "Søvn og hvile" in listed
    assert "desk" in listed
    form = client.get(reverse("search_entry_edit", args=["bets", bet.pk])).context["form"]
    assert form.initial["page"] == page.pk


def test_bets_that_work_no_more_are_reported(house: dict[str, Any], published: Any) -> None:
    page = published(pages.draft(author=house["author"]))
    values = {"lang": "nb", "reason": "Prøve.", "kind": "best"}
    today = timezone.localdate()
    Bet.objects.create(
        query="borte", content_id=uuid.uuid4(), expires_on=today + timedelta(days=90), **values
    )
    Bet.objects.create(
        query="utløpt", content_id=page.translation_key, expires_on=today - timedelta(days=1),
        **values,
    )  # fmt: skip
    Bet.objects.create(query="snart", content_id=page.translation_key, expires_on=today, **values)
    trouble = client_of(house["desk"]).get(reverse("search_report")).context["trouble"]
    assert [bet.query for bet in trouble.not_public] == ["borte"]
    assert [bet.query for bet in trouble.expired] == ["utløpt"]
    assert [bet.query for bet in trouble.soon] == ["snart"]


def test_the_preview_measures_the_judged_searches(house: dict[str, Any], published: Any) -> None:
    page = published(pages.draft(author=house["author"]))
    judged_set = JudgedSet.objects.create(name="egne")
    wanted = {str(page.translation_key): 2}
    for qid, text in (("1", "min døgnrytme"), ("2", "noe helt annet")):
        JudgedQuery.objects.create(
            judged_set=judged_set, qid=qid, text=text, lang="nb", judged=wanted
        )
    answer = client_of(house["desk"]).post(
        reverse("search_entry_add", args=["synonyms"]), {**SYNONYM, "preview": "1"}
    )
    judged = answer.context["preview"].judged
    assert (judged.stored, judged.concerned, judged.before, judged.after) == (2, 1, 0.0, 1.0)
    assert [(moved.query, moved.after) for moved in judged.moved] == [("min døgnrytme", 1.0)]


def test_the_report_leads_to_a_synonym_of_the_search(house: dict[str, Any]) -> None:
    counting.forget()
    for day in (date(2026, 3, 2), date(2026, 3, 3)):
        with time_machine.travel(f"{day}T12:00:00+01:00", tick=False):
            for _ in range(4):
                counting.search_note(
                    request=SearchRequest(q="lunge", lang="nn"),
                    results=SearchResults(query="lunge", lang="nn", served_by="embedded"),
                    on_page=True,
                )
            counting.flush()
    client = client_of(house["desk"])
    with database_at(datetime(2026, 3, 5, 12, tzinfo=UTC)):
        client = client_of(house["desk"])
        answer = client.get(reverse("search_report"))
        (row,) = answer.context["rows"]
        assert (row["total"].text, row["total"].searches, row["total"].zero) == ("lunge", 8, 8)
        assert client.get(reverse("search_report"), {"report": "x", "days": "-1"}).context[
            "period"
        ] == 28  # fmt: skip
        form = client.get(row["synonym_url"]).context["form"]
        assert (form.initial["source"], form.initial["family"]) == ("lunge", "no")
        assert client.get(row["bet_url"]).context["form"].initial["lang"] == "nn"


def test_lists_are_searched_and_filtered(house: dict[str, Any]) -> None:
    client = client_of(house["desk"])
    save(client, reverse("search_entry_add", args=["synonyms"]), SYNONYM)
    results = reverse("search_synonyms_results")
    assert "døgnrytme" in client.get(results, {"q": "hvile"}).content.decode()
    assert "døgnrytme" not in client.get(results, {"q": "xyzzy"}).content.decode()
    assert (
        "døgnrytme"
        not in client.get(results, {"family": "se", "origin": "editor"}).content.decode()
    )
    assert (
        "døgnrytme"
        in client.get(
            results, {"family": "no", "is_active": "true", "origin": "editor"}
        ).content.decode()
    )


def test_red_flags_are_read_with_their_reasons(house: dict[str, Any]) -> None:
    html = client_of(house["desk"]).get(reverse("search_red_flags")).content.decode()
    assert "brystsmerter, smerter bryst" in html
    assert "113" in html
    assert "<form" not in html.split("<main", 1)[1]


def test_an_unknown_kind_or_entry_is_not_found(house: dict[str, Any]) -> None:
    client = client_of(house["desk"])
    assert client.get("/admin/public-search/horoscopes/add/").status_code == 404
    assert client.get(reverse("search_entry_edit", args=["bets", 999])).status_code == 404
    assert client.post(reverse("search_change_restore", args=[999])).status_code == 404


def test_the_dashboard_says_what_was_searched_for_without_being_found(
    house: dict[str, Any],
) -> None:
    home = reverse("wagtailadmin_home")
    assert "search-not-found" not in client_of(house["desk"]).get(home).content.decode()
    query = CountedQuery.objects.create(lang="nb", text="lunge & hals")
    for days in (1, 2):
        day = timezone.localdate() - timedelta(days=days)
        CountedDay.objects.create(query=query, day=day, searches=4, zero=4)
    html = client_of(house["desk"]).get(home).content.decode()
    assert "search-not-found" in html
    assert "?query=lunge%20%26%20hals&amp;lang=nb" in html
    for role in ("author", "clinician", "superuser"):
        assert "lunge" not in client_of(house[role]).get(home).content.decode()
