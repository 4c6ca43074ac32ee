"""Several processes over parts that never touch the same parent page, counted as they go."""

import gc
import multiprocessing
from collections import defaultdict
from collections.abc import Callable, Iterable
from multiprocessing.connection import wait
from typing import Any, TypeVar

from django.db import DatabaseError, connections

Part = TypeVar("Part")


def shares(keyed: Iterable[tuple[str, Part]], *, workers: int) -> list[list[Part]]:
    """Split so that all parts with one key are in one share, the largest keys spread first."""
    by_key: dict[str, list[Part]] = defaultdict(list)
    for key, part in keyed:
        by_key[key].append(part)
    found: list[list[Part]] = [[] for _number in range(max(workers, 1))]
    for _key, parts in sorted(by_key.items(), key=lambda row: (-len(row[1]), row[0])):
        min(found, key=len).extend(parts)
    return [share for share in found if share]


class ShareFailed(RuntimeError):
    """A share was not done to its end; what was told before is done."""


def run_shares(
    work: Callable[[list[Any], Callable[[Any], None]], None],
    found: list[list[Any]],
    *,
    on_result: Callable[[Any], None],
) -> None:
    """Give each share to a process of its own; results come back as they are made.

    One share alone is done here.

    Raises:
        ShareFailed: at least one share was not done to its end; the others are.
    """
    if len(found) <= 1:
        for share in found:
            try:
                work(share, on_result)
            except DatabaseError as error:
                raise ShareFailed(_message(error)) from error
        return
    connections.close_all()
    context = multiprocessing.get_context("fork")
    running: dict[Any, Any] = {}
    for share in found:
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(target=_child, args=(work, share, sender), daemon=True)
        process.start()
        # Held by the child alone, so that its death, however sudden, ends the pipe.
        sender.close()
        running[receiver] = process
    failures = _gather(running, on_result)
    if failures:
        raise ShareFailed("; ".join(failures))


def _gather(running: dict[Any, Any], on_result: Callable[[Any], None]) -> list[str]:
    failures: list[str] = []
    while running:
        receiver: Any
        for receiver in wait(list(running)):
            try:
                kind, value = receiver.recv()
            except EOFError:
                kind, value = "done", "a process was killed"
            if kind == "result":
                on_result(value)
                continue
            failures += [value] if value else []
            running.pop(receiver).join()
            receiver.close()
    return failures


def _child(work: Callable[..., None], share: list[Any], sender: Any) -> None:
    message = ""
    # The imported modules are never garbage; looking through them again and again costs a tenth.
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)
    statements_prepare()
    try:
        work(share, lambda value: sender.send(("result", value)))
    except BaseException as error:  # noqa: BLE001 - told to the parent, which raises it
        message = _message(error)
    finally:
        connections.close_all()
        sender.send(("done", message))
        sender.close()


def _message(error: BaseException) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"


def statements_prepare() -> None:
    """Let the server keep the plans of statements that come again with every page.

    For a process that does one thing many times, before its first query.
    """
    options = connections["default"].settings_dict["OPTIONS"]
    options |= {"server_side_binding": True, "prepare_threshold": 3}
