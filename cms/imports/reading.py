"""Files of records, plain or gzipped: each line once, with where it stands."""

import gzip
import zlib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from cms.imports.records import MAX_RECORD_BYTES, Record, RecordRefused, record_of

ENDINGS = (".jsonl", ".jsonl.gz")


class FileUnusable(ValueError):
    """A path can not be read at all; the message says why."""


def files_of(paths: list[Path]) -> list[Path]:
    """The files that the paths name; a folder stands for the record files in it.

    Raises:
        FileUnusable: a path is not there, or holds no record files.
    """
    found: list[Path] = []
    for path in dict.fromkeys(path.resolve() for path in paths):
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.name.endswith(ENDINGS))
            if not inside:
                raise FileUnusable(f"{path} holds no {' or '.join(ENDINGS)} files")
            found += inside
        elif path.is_file():
            found.append(path)
        else:
            raise FileUnusable(f"{path} is {'no file' if path.exists() else 'not there'}")
    return list(dict.fromkeys(found))


def lines_of(path: Path) -> Iterator[bytes]:
    """The lines of a file. Raises FileUnusable where it breaks off."""
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rb") as file:
            while line := file.readline(MAX_RECORD_BYTES + 2):
                if len(line) > MAX_RECORD_BYTES:
                    while line and not line.endswith(b"\n"):
                        line = file.readline(MAX_RECORD_BYTES + 2)
                    yield b" " * (MAX_RECORD_BYTES + 1)
                else:
                    yield line
    except (OSError, EOFError, zlib.error) as error:
        raise FileUnusable(f"{path.name} can not be read: {error}") from error


def records_of(
    files: list[Path], *, only: str | None = None, exclude: str | None = None
) -> Iterator[Record | str]:
    """Records, and a line of text for each one that is refused. An identifier counts once."""
    seen: set[str] = set()
    for path in files:
        try:
            for number, line in enumerate(lines_of(path), start=1):
                if not line.strip() and len(line) <= MAX_RECORD_BYTES:
                    continue
                try:
                    record = record_of(line)
                except RecordRefused as error:
                    yield f"{path.name}:{number}: {error}"
                    continue
                if only and not fnmatch(record.id, only):
                    continue
                if exclude and fnmatch(record.id, exclude):
                    continue
                if record.id in seen:
                    yield f"{path.name}:{number}: {record.id} was there before"
                    continue
                seen.add(record.id)
                yield record
        except FileUnusable as error:
            yield str(error)
