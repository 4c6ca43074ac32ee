"""Judged queries come into the house by command, for the previews."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from search.curation.models import JudgedQuery, JudgedSet
from tests.factories import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(house: dict[str, Any], published: Any) -> str:
    """The content id of a public page that was imported under the id src:1."""
    page = published(pages.draft(author=house["author"], import_id="src:1"))
    return str(page.translation_key)


def files(folder: Path, *, queries: str, qrels: str) -> dict[str, Any]:
    (folder / "q.tsv").write_text(f"qid\tquery\tlang\n{queries}", encoding="utf-8")
    (folder / "r.tsv").write_text(f"qid\tdoc_id\trelevance\n{qrels}", encoding="utf-8")
    return {"queries": folder / "q.tsv", "qrels": folder / "r.tsv"}


def kept() -> dict[str, dict[str, int]]:
    return {query.text: query.judged for query in JudgedQuery.objects.all()}


def test_queries_with_a_relevant_page_here_are_kept(
    item: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = files(
        tmp_path,
        queries="1\tsøvn\tnb\n2\thvile\tnb\n3\tmigrene\tnb\n4\tkrig\tnb\n",
        qrels=f"1\tsrc:1\t2\n1\tsrc:9\t1\n2\t{item}\t1\n3\tsrc:9\t2\n4\tsrc:1\t0\n",
    )
    call_command("search_judged_import", "egne", **given)
    assert kept() == {"søvn": {item: 2}, "hvile": {item: 1}}
    said = capsys.readouterr().out
    assert said == "egne: 2 queries kept, 2 without a relevant item here\n"


def test_a_set_is_replaced_whole_and_others_stay(item: str, tmp_path: Path) -> None:
    for name, query in (("a", "søvn"), ("b", "hvile"), ("a", "ro")):
        given = files(tmp_path, queries=f"1\t{query}\tnb\n", qrels="1\tsrc:1\t1\n")
        call_command("search_judged_import", name, **given)
    assert sorted(kept()) == ["hvile", "ro"]
    call_command("search_judged_import", "a", remove=True)
    assert sorted(kept()) == ["hvile"]
    with pytest.raises(CommandError, match="There is no judged set a"):
        call_command("search_judged_import", "a", remove=True)


@pytest.mark.parametrize(
    ("name", "queries", "qrels"),
    [
        ("to ord", "1\tsøvn\tnb\n", "1\tsrc:1\t1\n"),
        ("egne", "1\tsøvn\tde\n", "1\tsrc:1\t1\n"),
        ("egne", "1\tsøvn\tnb\n", "1\tsrc:1\tmye\n"),
        ("egne", "1\tsøvn\tnb\n", "2\tsrc:1\t1\n"),
    ],
)
def test_bad_input_is_refused_in_one_line_and_changes_nothing(
    item: str, tmp_path: Path, name: str, queries: str, qrels: str
) -> None:
    good = files(tmp_path, queries="1\tsøvn\tnb\n", qrels="1\tsrc:1\t1\n")
    call_command("search_judged_import", "egne", **good)
    with pytest.raises(CommandError) as refused:
        call_command("search_judged_import", name, **files(tmp_path, queries=queries, qrels=qrels))
    assert "\n" not in str(refused.value)
    assert kept() == {"søvn": {item: 1}}
    assert JudgedSet.objects.count() == 1


def test_both_files_are_needed(db: str) -> None:
    with pytest.raises(CommandError, match="--queries and --qrels are needed"):
        call_command("search_judged_import", "egne")
