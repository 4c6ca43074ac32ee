"""Files and folders of records, whole, broken and absent."""

import gzip

import pytest

from cms.imports.reading import FileUnusable, files_of, records_of
from cms.imports.records import MAX_RECORD_BYTES
from tests.unit.cms.imports.lines import line, written


def read(*files, **globs):
    return [found if isinstance(found, str) else found.id for found in records_of(files, **globs)]


def test_plain_and_gzipped_files_read_the_same(tmp_path):
    plain = written(tmp_path / "a.jsonl", line(id="a"), b"\n", line(id="b"))
    packed = tmp_path / "b.jsonl.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read(plain) == read(packed) == ["a", "b"]


def test_a_bad_line_is_named_and_the_rest_is_read(tmp_path):
    file = written(tmp_path / "a.jsonl", b"\xef\xbb\xbf", line(id="a"), b"{\r\n", line(id="b"))
    assert read(file) == ["a", "a.jsonl:2: malformed JSON", "b"]


def test_a_line_without_an_end_is_a_line(tmp_path):
    assert read(written(tmp_path / "a.jsonl", line(id="a").rstrip())) == ["a"]


def test_an_oversize_line_is_passed_over_whole(tmp_path):
    huge = b'"' + b"x" * (3 * MAX_RECORD_BYTES) + b'"\n'
    file = written(tmp_path / "a.jsonl", huge, line(id="b"))
    assert read(file) == [f"a.jsonl:1: larger than {MAX_RECORD_BYTES} bytes", "b"]


def test_an_identifier_counts_once(tmp_path):
    first = written(tmp_path / "a.jsonl", line(id="a"))
    second = written(tmp_path / "b.jsonl", line(id="a", title="Other"), line(id="b"))
    assert read(first, second) == ["a", "b.jsonl:1: a was there before", "b"]


def test_globs_choose(tmp_path):
    file = written(tmp_path / "a.jsonl", line(id="mp-a"), line(id="mp-b"), line(id="mq-c"))
    assert read(file, only="mp-*") == ["mp-a", "mp-b"]
    assert read(file, exclude="*-b") == ["mp-a", "mq-c"]
    assert read(file, only="mp-*", exclude="*-b") == ["mp-a"]


def test_a_truncated_file_gives_its_whole_records_and_says_that_it_broke_off(tmp_path):
    packed = gzip.compress(b"".join(line(id=f"r{number}") for number in range(2000)))
    file = tmp_path / "a.jsonl.gz"
    file.write_bytes(packed[: len(packed) // 2])
    found = read(file)
    assert found[0] == "r0"
    assert found[-1].startswith("a.jsonl.gz can not be read: Compressed file ended")


def test_a_file_that_is_not_gzipped_says_so(tmp_path):
    file = written(tmp_path / "a.jsonl.gz", line())
    assert read(file) == ["a.jsonl.gz can not be read: Not a gzipped file (b'{\"')"]


def test_an_empty_file_holds_nothing(tmp_path):
    assert read(written(tmp_path / "a.jsonl")) == []


def test_a_folder_stands_for_its_record_files_and_a_path_counts_once(tmp_path):
    first = written(tmp_path / "a.jsonl", line())
    second = written(tmp_path / "b.jsonl.gz", line())
    written(tmp_path / "notes.txt", b"x")
    assert files_of([tmp_path, first, first]) == [first, second]


def test_a_path_that_can_not_be_read_is_refused(tmp_path):
    (tmp_path / "empty").mkdir()
    for path, reason in (
        (tmp_path / "absent.jsonl", "is not there"),
        (tmp_path / "empty", "holds no .jsonl or .jsonl.gz files"),
    ):
        with pytest.raises(FileUnusable) as refused:
            files_of([path])
        assert str(refused.value) == f"{path} {reason}"
