"""Attempts to get in are counted where all web processes see them, and slowed before they are made.

A count is one moment for each mark: when all tries will be free again. A try moves it on by one
interval, and is refused where it would come to lie further ahead than all tries together. That is
one statement in the database, at its time, so parallel requests get no more than their number.

The marks are keyed hashes: no name and no address is stored.
"""

import json
import math
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from cms.users.attempts.addresses import client_address, counted
from cms.users.attempts.names import counted_name
from cms.users.attempts.policy import number
from cms.users.models import MARK_LENGTH

SALT: Final = "helsekilde.users.attempts"
# Counts that lie further ahead than this were made by a clock that was wrong, or by other numbers.
SLACK_SECONDS: Final = 60
SWEPT: Final = 20
TRIMS: Final = "00"  # one mark in 256 begins so

TAKE: Final = """
INSERT INTO users_attempt AS a (mark, full_at, kept_until)
VALUES (%(mark)s, helsekilde_now() + %(step)s, helsekilde_now() + %(step)s)
ON CONFLICT (mark) DO UPDATE
   SET (full_at, kept_until) = (SELECT next, next FROM (SELECT
           CASE WHEN a.full_at BETWEEN helsekilde_now() AND helsekilde_now() + %(ahead)s
                THEN a.full_at ELSE helsekilde_now() END + %(step)s AS next) AS moved)
 WHERE a.full_at + %(step)s <= helsekilde_now() + %(all)s
    OR a.full_at > helsekilde_now() + %(ahead)s
RETURNING 1"""
WAIT: Final = """
SELECT EXTRACT(EPOCH FROM full_at + %(step)s - %(all)s - helsekilde_now())
  FROM users_attempt WHERE mark = %(mark)s"""
GIVE_BACK: Final = "UPDATE users_attempt SET full_at = full_at - %(step)s WHERE mark = %(mark)s"
LET_THROUGH: Final = """
DELETE FROM users_attempt WHERE mark = %(mark)s AND full_at <= helsekilde_now() RETURNING 1"""
TICKET: Final = """
INSERT INTO users_attempt AS a (mark, full_at, kept_until)
VALUES (%(mark)s, helsekilde_now() + %(wait)s, helsekilde_now() + %(kept)s)
ON CONFLICT (mark) DO UPDATE
   SET full_at = LEAST(a.full_at, helsekilde_now() + %(wait)s),
       kept_until = helsekilde_now() + %(kept)s
RETURNING EXTRACT(EPOCH FROM full_at - helsekilde_now())"""
SWEEP: Final = """
DELETE FROM users_attempt WHERE mark IN (
    SELECT mark FROM users_attempt WHERE kept_until < helsekilde_now()
     ORDER BY kept_until LIMIT %(swept)s FOR UPDATE SKIP LOCKED)"""
TRIM: Final = """
DELETE FROM users_attempt WHERE mark IN (
    SELECT mark FROM users_attempt ORDER BY kept_until DESC OFFSET %(most)s)"""


@dataclass(frozen=True)
class Count:
    """How many tries of a kind one mark has, and how often one more comes."""

    mark: str
    tries: int
    seconds: int

    @classmethod
    def of(cls, kind: str, *whose: str) -> "Count":
        """The count of a kind in the policy, for an account, an address or both."""
        return cls(_mark(kind, *whose), number(f"{kind}_tries"), number(f"{kind}_seconds"))

    def values(self) -> dict[str, Any]:
        """Parameters of the statements above."""
        step = timedelta(seconds=self.seconds)
        return {
            "mark": self.mark,
            "step": step,
            "all": step * self.tries,
            "ahead": step * self.tries + timedelta(seconds=SLACK_SECONDS),
        }


@dataclass(frozen=True)
class Attempt:
    """An attempt that may be made (`wait` is 0), or in how many seconds it may."""

    wait: int
    pair: Count
    others: tuple[Count, ...] = ()


def attempt_begin(*, name: str, request: HttpRequest) -> Attempt:
    """Take one try at an account's password, before the password is looked at.

    A refused attempt costs nothing: no waiting time grows by asking. An account that many addresses
    are at work on is slowed by letting each of them wait once for a few seconds. Whoever has waited
    is let through, so that strangers, however many, keep nobody out.
    """
    account, address = counted_name(name), _address(request)
    pair = Count.of("pair", account, address)
    others = (Count.of("address", address), Count.of("account", account))
    ticket = _mark("ticket", account, address)
    with transaction.atomic(), connection.cursor() as cursor:
        waits = [_take(cursor, pair), _take(cursor, others[0])]
        is_slowed = _take(cursor, others[1]) > 0 and not _executed(
            cursor, LET_THROUGH, {"mark": ticket}
        )
        if any(waits) or is_slowed:
            transaction.set_rollback(True)
    with connection.cursor() as cursor:
        if is_slowed:
            waits.append(_ticket(cursor, ticket))
        _sweep(cursor, pair.mark)
    return Attempt(wait=math.ceil(max(waits)), pair=pair, others=others)


def attempt_succeed(attempt: Attempt) -> None:
    """The password was right: the pair is free again, the other counts get this one try back.

    No more than this one: whoever has an account of their own does not buy tries at others with it.
    """
    with connection.cursor() as cursor:
        for count in attempt.others:
            cursor.execute(GIVE_BACK, count.values())
        cursor.execute("DELETE FROM users_attempt WHERE mark = %s", [attempt.pair.mark])


def reset_wait(*, request: HttpRequest) -> int:
    """Take one try at asking for a link by mail. Returns in how many seconds it may be made."""
    return _alone(Count.of("reset", _address(request)))


def may_mail(*, user_id: int) -> bool:
    """Take one of the mails that an account may be sent."""
    return _alone(Count.of("mail", str(user_id))) == 0


def attempts_trim(*, most: int) -> None:
    """Keep the counts that last longest, `most` of them."""
    with connection.cursor() as cursor:
        cursor.execute(TRIM, {"most": most})


def _alone(count: Count) -> int:
    with connection.cursor() as cursor:
        wait = _take(cursor, count)
        _sweep(cursor, count.mark)
    return math.ceil(wait)


def _take(cursor: Any, count: Count) -> float:
    """Seconds to wait; 0 where the try was free and is now taken."""
    if _executed(cursor, TAKE, count.values()):
        return 0.0
    cursor.execute(WAIT, count.values())
    row = cursor.fetchone()
    # At least a moment: a try that was refused is never told to have been taken.
    return max(float(row[0]) if row else 0.0, 0.001)


def _ticket(cursor: Any, mark: str) -> float:
    wait, kept = number("account_wait_seconds"), number("ticket_seconds")
    cursor.execute(
        TICKET,
        {"mark": mark, "wait": timedelta(seconds=wait), "kept": timedelta(seconds=kept)},
    )
    return max(float(cursor.fetchone()[0]), 0.001)


def _executed(cursor: Any, statement: str, values: dict[str, Any]) -> bool:
    cursor.execute(statement, values)
    return cursor.fetchone() is not None


def _sweep(cursor: Any, mark: str) -> None:
    cursor.execute(SWEEP, {"swept": SWEPT})
    if mark.startswith(TRIMS):
        cursor.execute(TRIM, {"most": number("most_rows")})


def _address(request: HttpRequest) -> str:
    return counted(client_address(request.META, settings.TRUSTED_PROXIES))


def _mark(kind: str, *whose: str) -> str:
    value = json.dumps([kind, *whose])
    return salted_hmac(SALT, value, algorithm="sha256").hexdigest()[:MARK_LENGTH]
