"""Guessing is slowed; people are not, and strangers keep nobody out."""

import re
import threading
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection, connections
from django.test import Client, RequestFactory, override_settings

from cms.settings.proxies import parse
from cms.users.attempts import services
from cms.users.attempts.policy import number
from cms.users.models import Attempt, User
from content_models.clock import database_now
from tests.factories import people
from tests.timing import database_at

LOGIN = "/admin/login/"
RIGHT = "vakt"


@pytest.fixture(autouse=True)
def still(db):
    """Time stands still but for `pass_time`: a slow machine gets no more tries than a quick one."""
    with database_at(database_now()):
        yield


@pytest.fixture
def duty(db):
    return people.user(RIGHT)


def log_in(name: str, password: str, *, address: str = "192.0.2.1", **headers):
    """One attempt from an address, as a browser makes it."""
    client = Client(REMOTE_ADDR=address)
    return client.post(LOGIN, {"username": name, "password": password}, headers=headers)


def statuses(times: int, name: str, **where) -> list[int]:
    return [log_in(name, "wrong", **where).status_code for _ in range(times)]


def pass_time(seconds: float) -> None:
    """As if so much time had passed since everything that is counted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE users_attempt SET full_at = full_at - %s, kept_until = kept_until - %s",
            [timedelta(seconds=seconds)] * 2,
        )


def test_thirty_wrong_ones_from_one_address_are_looked_at_five_times(duty):
    assert statuses(30, RIGHT) == [200] * 5 + [429] * 25


def test_who_mistypes_three_times_gets_in_at_once(duty):
    assert statuses(3, RIGHT) == [200] * 3
    assert log_in(RIGHT, RIGHT).status_code == 302


def test_the_right_password_is_not_looked_at_either_until_a_minute_has_passed(duty):
    statuses(5, RIGHT)
    assert log_in(RIGHT, RIGHT).status_code == 429
    pass_time(number("pair_seconds") / 2)
    assert log_in(RIGHT, RIGHT).status_code == 429
    pass_time(number("pair_seconds") / 2)
    assert log_in(RIGHT, RIGHT).status_code == 302


def test_asking_does_not_make_the_wait_longer(duty):
    statuses(60, RIGHT)
    pass_time(number("pair_seconds"))
    assert log_in(RIGHT, RIGHT).status_code == 302


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("nb", "Det har vært for mange forsøk. Vent {} sekunder, og prøv igjen."),
        ("nn", "Det har vore for mange forsøk. Vent {} sekund, og prøv igjen."),
        ("se", "Leat leamaš menddo ollu geahččaleamit. Vuordde {} sekundda, ja geahččal ođđasit."),
        ("en", "There have been too many attempts. Wait {} seconds, then try again."),
        ("no", "Det har vært for mange forsøk. Vent {} sekunder, og prøv igjen."),
        ("zz", "Det har vært for mange forsøk. Vent {} sekunder, og prøv igjen."),
    ],
)
def test_the_form_says_how_long_and_keeps_the_name(duty, language, sentence):
    statuses(5, RIGHT)
    response = log_in(RIGHT, "wrong", accept_language=language)
    assert response.status_code == 429
    assert response["Retry-After"] == "60"
    assert sentence.format(response["Retry-After"]) in response.text
    assert f'value="{RIGHT}"' in response.text
    assert "wrong" not in response.text
    assert "Accept-Language" in response["Vary"]


def test_nobody_learns_who_exists(duty):
    people.user("gone", is_active=False)
    names = (RIGHT, "gone", "nobody")
    for name in names:
        assert statuses(6, name) == [200] * 5 + [429]
    shown = set()
    for name in names:
        text = log_in(name, name if name == "gone" else "wrong", address="192.0.2.9").text
        text = re.sub(r"CSRF_TOKEN[^,]+|csrfmiddlewaretoken[^>]+", "", text)
        shown.add(text.replace(f'value="{name}"', ""))
    assert len(shown) == 1


def test_capitals_and_forms_of_a_letter_are_one_name(duty):
    names = ["vakt", "VAKT", "Vakt", "ｖａｋｔ", " vakt"]  # the fourth in full-width letters
    assert [log_in(name, "wrong").status_code for name in names] == [200] * 5
    assert log_in("vaKt", "wrong").status_code == 429
    assert log_in("VAKT", RIGHT, address="192.0.2.8").status_code == 302


def test_a_dotless_letter_buys_no_more_tries(db):
    people.user("lise")
    assert statuses(5, "lise") == [200] * 5
    assert log_in("lıse", "wrong").status_code == 429
    assert log_in("LISE", "wrong").status_code == 429


def test_one_address_that_tries_many_accounts_is_slowed(duty):
    tries = number("address_tries")
    made = [log_in(f"name{number}", "wrong").status_code for number in range(tries + 5)]
    assert made == [200] * tries + [429] * 5
    assert log_in(RIGHT, RIGHT).status_code == 429
    assert log_in(RIGHT, RIGHT, address="192.0.2.2").status_code == 302
    pass_time(number("address_seconds"))
    assert log_in(RIGHT, RIGHT).status_code == 302


def test_strangers_at_many_addresses_cost_the_owner_a_few_seconds(duty):
    for host in range(40):
        log_in(RIGHT, "wrong", address=f"198.51.100.{host}")
    refused = log_in(RIGHT, RIGHT)
    assert refused.status_code == 429
    assert refused["Retry-After"] == "3"
    for host in range(40, 80):
        log_in(RIGHT, "wrong", address=f"198.51.100.{host}")
    pass_time(number("account_wait_seconds"))
    for host in range(80, 120):
        log_in(RIGHT, "wrong", address=f"198.51.100.{host}")
    assert log_in(RIGHT, RIGHT).status_code == 302


def test_each_address_waits_on_an_account_that_many_are_at_work_on(duty):
    for host in range(number("account_tries")):
        assert log_in(RIGHT, "wrong", address=f"198.51.100.{host}").status_code == 200
    for host in range(100, 103):
        where = {"address": f"198.51.100.{host}"}
        assert log_in(RIGHT, "wrong", **where).status_code == 429
        pass_time(3)
        assert log_in(RIGHT, "wrong", **where).status_code == 200
        assert log_in(RIGHT, "wrong", **where).status_code == 429


def test_a_log_in_clears_the_pair_and_gives_back_no_more_than_itself(duty):
    people.user("own")
    tries = number("address_tries")
    for _round in range(tries):
        assert log_in("own", "own").status_code == 302
        log_in(f"victim{_round}", "wrong")
    assert log_in("own", "own").status_code == 429
    assert log_in("another", "wrong").status_code == 429


def test_two_hundred_people_at_one_address_come_in(db):
    own = User.objects.bulk_create(
        User(username=f"person{number}", password=make_password("x")) for number in range(200)
    )
    assert {log_in(user.username, "x").status_code for user in own} == {302}


@pytest.mark.parametrize("first", ["2001:db8:1:2::", "2001:db8:1:2:ffff::"])
def test_an_ipv6_line_is_one_address(duty, first):
    assert statuses(5, RIGHT, address=f"{first}1") == [200] * 5
    assert log_in(RIGHT, "wrong", address="2001:db8:1:2:a:b:c:d").status_code == 429
    assert log_in(RIGHT, "wrong", address="2001:db8:1:3::1").status_code == 200


def test_a_header_of_an_unconfigured_proxy_is_not_believed(duty):
    made = [
        log_in(RIGHT, "wrong", x_forwarded_for=f"198.51.100.{host}").status_code
        for host in range(6)
    ]
    assert made == [200] * 5 + [429]


def test_behind_a_configured_proxy_the_client_counts(duty):
    with override_settings(TRUSTED_PROXIES=parse("10.0.0.0/8")):
        made = [
            log_in(RIGHT, "wrong", address="10.0.0.1", x_forwarded_for=f"1.1.1.{n}, 192.0.2.5")
            .status_code
            for n in range(6)
        ]  # fmt: skip
        assert made == [200] * 5 + [429]
        other = log_in(RIGHT, RIGHT, address="10.0.0.1", x_forwarded_for="192.0.2.6")
        assert other.status_code == 302


def test_requests_at_the_same_time_get_no_more_tries(duty):
    request = RequestFactory().post(LOGIN, REMOTE_ADDR="192.0.2.1")
    waits, ready = [], threading.Barrier(20)

    def attempt():
        try:
            ready.wait()
            waits.append(services.attempt_begin(name=RIGHT, request=request).wait)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=attempt) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(waits), waits.count(0)) == (20, 5)


def test_many_who_log_in_at_the_same_time_do_not_stand_in_each_others_way(db):
    requests = [RequestFactory().post(LOGIN, REMOTE_ADDR=f"192.0.2.{host}") for host in range(8)]
    failures, ready = [], threading.Barrier(8)

    def attempts(request, name):
        try:
            ready.wait()
            for _ in range(10):
                attempt = services.attempt_begin(name=name, request=request)
                if not attempt.wait:
                    services.attempt_succeed(attempt)
        except Exception as error:  # noqa: BLE001 - any is a failure
            failures.append(error)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=attempts, args=(request, f"name{place % 3}"))
        for place, request in enumerate(requests)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_neither_names_nor_addresses_are_stored_and_little_is_kept(duty):
    statuses(3, RIGHT)
    rows = list(Attempt.objects.all())
    assert len(rows) == 3  # pair, address, account
    assert all(len(row.mark) == 32 and int(row.mark, 16) for row in rows)
    pass_time(3600)
    log_in("another", "wrong", address="192.0.2.77")
    assert Attempt.objects.count() == 3


def test_a_flood_does_not_fill_the_database(duty):
    for host in range(10):
        log_in(f"name{host}", "wrong", address=f"198.51.100.{host}")
    statuses(4, RIGHT)
    services.attempts_trim(most=3)
    assert Attempt.objects.count() == 3
    # What lasts longest is what was tried most.
    assert statuses(2, RIGHT) == [200, 429]


def test_a_clock_that_was_wrong_locks_nobody_out(duty):
    statuses(12, RIGHT)
    pass_time(-2 * 86_400)
    assert log_in(RIGHT, RIGHT).status_code == 302


@pytest.mark.parametrize(
    "values",
    [{"username": RIGHT, "password": ""}, {"username": "", "password": "x"}, {},
     {"username": "a\0b", "password": "x"}, {"username": "x" * 5000, "password": "x"},
     {"username": RIGHT, "password": "x" * 5000}],
)  # fmt: skip
def test_what_is_no_attempt_is_not_counted(duty, values):
    response = Client().post(LOGIN, values)
    assert response.status_code == 200
    assert Attempt.objects.count() == 0


def test_a_shell_comes_from_no_address(duty):
    client = Client()
    for _ in range(8):
        assert client.login(username=RIGHT, password="wrong") is False
    assert client.login(username=RIGHT, password=RIGHT)
