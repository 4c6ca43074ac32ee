"""Which passage is shown, and what is marked in it."""

import pytest

from search.analysis.analyser import word_terms
from search.analysis.folding import words
from search.snippets import MOST_LETTERS, Marker


def terms(query: str, family: str = "no") -> dict[str, float]:
    return {term: share for word in words(query) for term, share in word_terms(word, family)}


def shown(found) -> str:
    return "".join(f"[{each.text}]" if each.marked else each.text for each in found)


def passage(texts, query: str, family: str = "no") -> str:
    return shown(Marker(terms(query, family), family=family).snippet(texts))


def test_words_are_marked_whatever_their_form():
    text = "Sykehuset og sjukehusa: ØREVERK, sykehusinnleggelse – ikke katt."
    marked = shown(Marker(terms("sykehus øreverken"), family="no").segments(text))
    assert marked == "[Sykehuset] og [sjukehusa]: [ØREVERK], [sykehusinnleggelse] – ikke katt."


def test_the_passage_with_most_of_the_query_is_shown():
    texts = ["Om feber.", "Hoste er vanlig.", "Feber og hoste hos barn."]
    assert passage(texts, "feber hoste") == "[Feber] og [hoste] hos barn."


def test_without_a_match_the_beginning_is_shown():
    assert passage(["", "—", "Om søvn.", "Og mer."], "kattepus") == "Om søvn."
    assert passage([], "kattepus") == ""


def test_a_long_text_is_cut_around_the_match():
    text = " ".join(f"ord{number}" for number in range(60)) + " astma " + "slutt " * 60
    found = passage([text], "astma")
    assert found.startswith("…ord56 ord57 ord58 ord59 [astma] slutt")
    assert found.endswith("slutt…")


def test_a_passage_far_down_is_found_and_one_beyond_the_limit_is_not_looked_for():
    filler = "Noe helt annet står her.\n" * 100
    assert passage([filler, "Astma er dette."], "astma") == "[Astma] er dette."
    much = filler * (MOST_LETTERS // len(filler) + 1)
    assert "[" not in passage([much, "Astma er dette."], "astma")


@pytest.mark.parametrize(
    ("family", "query", "text"),
    [
        ("no", "sykehus", "sjukehuset"),
        ("no", "hjerte", "hjartesjukdom"),
        ("no", "rygg", "korsryggsmerter"),
        ("no", "sovn", "søvnløs"),
        ("no", "kjaerlighet", "kjærligheten"),
        ("en", "try", "tries"),
        ("en", "die", "dying"),
        ("en", "lying", "lies"),
        ("en", "allergies", "allergy"),
        ("en", "foetus", "fœtus"),
        ("en", "naive", "naïve"),
        ("se", "mánát", "manaid"),
        ("se", "váibmodávddat", "váibmodávdii"),
    ],
)
def test_the_passage_has_every_word_that_the_analysis_matches(family, query, text):
    wanted = terms(query, family)
    matches = {term for word in words(text) for term, _ in word_terms(word, family)} & set(wanted)
    assert passage(["Først dette.", text], query, family) == (
        f"[{text}]" if matches else "Først dette."
    )


def test_nothing_to_look_for_marks_nothing():
    assert passage(["Noe.", "Mer."], "") == "Noe."


@pytest.mark.parametrize("sign", ["⑻", "⒏", "½", "\ufdfa"])
def test_a_sign_that_folds_to_brackets_or_stops_is_looked_for_as_it_is(sign):
    assert passage(["Punkt 8x.", f"Om {sign} her."], sign) == f"Om [{sign}] her."
