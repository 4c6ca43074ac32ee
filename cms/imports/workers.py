"""Several processes over parts that never touch the same parent page, counted as they go."""

import gc
import multiprocessing
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db import connections

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


def run_shares(
    work: Callable[[list[Any], Callable[[Any], None]], None],
    found: list[list[Any]],
    *,
    on_result: Callable[[Any], None],
) -> None:
    """Give each share to a process of its own; results come back as they are made.

    Raises:
        RuntimeError: a process ended before it was done.
    """
    if len(found) <= 1:
        for share in found:
            work(share, on_result)
        return
    connections.close_all()
    context = multiprocessing.get_context("fork")
    queue: Any = context.Queue()
    processes = [
        context.Process(target=_child, args=(work, share, queue), daemon=True) for share in found
    ]
    for process in processes:
        process.start()
    running = len(processes)
    failed = []
    while running:
        kind, value = queue.get()
        if kind == "result":
            on_result(value)
        else:
            running -= 1
            failed += [value] if value else []
    for process in processes:
        process.join()
    if failed:
        raise RuntimeError("; ".join(failed))


def _child(work: Callable[..., None], share: list[Any], queue: Any) -> None:
    message = ""
    # The imported modules are never garbage; looking through them again and again costs a tenth.
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)
    try:
        work(share, lambda value: queue.put(("result", value)))
    except BaseException as error:  # noqa: BLE001 - told to the parent, which raises it
        message = f"{type(error).__name__}: {error}"
    finally:
        connections.close_all()
        queue.put(("done", message))
