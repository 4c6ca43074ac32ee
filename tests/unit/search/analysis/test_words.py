"""Folding, stems, compounds, nynorsk, stop words and codes: exact values, and what always holds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.analyser import Term, content_words, word_terms
from search.analysis.codes import document_terms, query_terms
from search.analysis.compounds import split
from search.analysis.folding import MAX_WORD, fold, fold_text, spans, words
from search.analysis.stems import stem
from search.analysis.words import bokmal_stems, compound_parts

GROUPS = ("no", "en", "se")
NORWEGIAN_WORD = st.text("abcdefghijklmnopqrstuvwxyzæøå", min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Øreverk", "oreverk"), ("BLÅ", "bla"), ("ære", "aere"), ("mánát", "manat"),
        ("čoavji", "coavji"), ("đuođđut", "duoddut"), ("Ŋuohppat", "nuohppat"),
        ("Straße", "strasse"), ("café", "cafe"), ("E\u0301", "e"), ("diabetes", "diabetes"),
    ],
)  # fmt: skip
def test_folding_finds_what_was_typed_without_the_right_keys(word, folded):
    assert fold(word) == folded


@given(st.text(max_size=50))
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=200))
def test_every_word_is_where_the_spans_say(text):
    last = 0
    for start, end, folded in spans(text):
        assert last <= start < end <= len(text)
        assert 0 < len(folded) <= MAX_WORD
        assert folded.isalnum()
        last = end
    assert words(text) == [folded for _, _, folded in spans(text)]


@given(st.text("abc⑴⒏ﷺǣǿØøÆß þŋđ'’`İIıΣσς²½ﬁ\u0301é日本_ -–\u200bÅ١", max_size=12))
def test_a_text_folds_at_once_as_its_words_do_one_by_one(text):
    found = spans(text)
    assert words(text) == [folded for _, _, folded in found]
    for start, end, folded in found:
        bare = re.sub("['’](?:s$)?", "", text[start:end])
        assert folded == "".join(filter(str.isalnum, fold(bare)))[:MAX_WORD]
    assert all(word in fold_text(text).replace("'", "") for word in words(text))


def test_a_sign_that_is_a_word_is_one_of_letters_and_digits():
    assert words("type ⑴ ⒏ x") == ["type", "1", "8", "x"]


def test_an_apostrophe_joins_and_a_genitive_goes():
    assert words("can't Crohn's l'eau 50-årig") == ["cant", "crohn", "leau", "50", "arig"]


@pytest.mark.parametrize(
    ("group", "forms", "root"),
    [
        ("no", ["sykdom", "sykdommen", "sykdommer", "sykdommene"], "sykdom"),
        ("no", ["smerte", "smerter", "smerten", "smertene"], "smert"),
        ("no", ["hjerte", "hjertet", "hjerter"], "hjert"),
        ("no", ["demens", "demensen"], "demens"),
        ("no", ["sykehus", "sykehuset", "sykehusene"], "sykehus"),
        ("en", ["infection", "infections", "infected"], "infect"),
        ("se", ["mánná"], "mánná"),
    ],
)
def test_forms_of_a_word_have_one_stem(group, forms, root):
    assert {stem(form, group) for form in forms} == {root}


def test_an_illness_is_not_a_pronoun():
    assert stem("demens", "no") != stem("dem", "no")


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("ryggvirvel", ("rygg", "virvel")),
        ("hjerteinfarkt", ("hjerte", "infarkt")),
        ("barnesykdommer", ("barn", "sykdom")),
        ("svangerskapspermisjon", ("svangerskap", "permisjon")),
        ("blodtrykksmedisin", ("blodtrykk", "medisin")),
        ("lungebetennelsen", ("lunge", "betennelse")),
        ("hus", ()), ("pasient", ()), ("type2diabetes", ()),
    ],
)  # fmt: skip
def test_compounds_are_taken_apart(word, parts):
    assert split(word) == parts


@given(NORWEGIAN_WORD)
def test_parts_are_words_that_compounds_are_built_of_and_fit_in(word):
    parts = split(fold(word))
    assert len(parts) != 1
    assert all(part in compound_parts() for part in parts)
    assert sum(map(len, parts)) <= len(fold(word))


@pytest.mark.parametrize(
    ("nynorsk", "bokmal"),
    [
        ("sjukdom", "sykdom"), ("sjukehus", "sykehus"), ("born", "barn"), ("mjølk", "melk"),
        ("kjensle", "følelse"), ("medvitslaus", "bevisstløs"), ("hovud", "hode"),
        ("auge", "øye"), ("veke", "uke"), ("utgreiing", "utredning"),
    ],
)  # fmt: skip
def test_nynorsk_leads_to_bokmal(nynorsk, bokmal):
    assert bokmal_stems()[stem(fold(nynorsk), "no")] == stem(fold(bokmal), "no")


def test_no_bridge_leads_to_itself():
    assert [word for word, other in bokmal_stems().items() if word == other] == []


def test_a_word_stands_for_its_stem_its_parts_and_its_other_form():
    assert word_terms("ryggvirvel", "no") == (
        Term("ryggvirvel", 1.0), Term("ryg", 0.5), Term("virvel", 0.5),
    )  # fmt: skip
    assert word_terms("sjukdom", "no")[:2] == (Term("sjukdom", 1.0), Term("sykdom", 0.5))
    assert word_terms("buohcceviessu", "se") == (Term("buohcceviessu", 1.0), Term("buohcc*", 0.5))
    assert word_terms("infections", "en") == (Term("infect", 1.0),)


@given(NORWEGIAN_WORD, st.sampled_from(GROUPS))
def test_a_words_own_stem_comes_first_and_none_twice(word, group):
    terms = word_terms(fold(word), group)
    assert terms[0] == Term(stem(fold(word), group), 1.0)
    assert len({term.text for term in terms}) == len(terms)
    assert all(0 < term.weight <= 1 for term in terms)


def test_stop_words_are_left_out_unless_there_is_nothing_else():
    assert content_words(["hva", "er", "kols"], "no") == ["kols"]
    assert content_words(["hva", "er", "det"], "no") == ["hva", "er", "det"]
    assert content_words(["korleis", "vert", "diabetes"], "no") == ["diabetes"]
    assert content_words(["mii", "lea", "astma"], "se") == ["astma"]


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("ICPC-2 T90", ["#icpc-2:t90"]), ("icpc t90", ["#icpc-2:t90"]),
        ("icd10 E11.9", ["#icd-10:e119"]), ("E119", ["#e119"]), ("t90 diabetes", ["#t90"]),
        ("atc N02BE01", ["#atc:n02be01"]), ("SNOMED CT: 73211009", ["#snomed-ct:73211009"]),
        ("diabetes type 2", []), ("covid 19", []), ("16 år", []), ("", []),
    ],
)  # fmt: skip
def test_codes_are_recognised(query, terms):
    assert query_terms(query) == terms


def test_a_code_of_icd_is_found_by_its_category_too():
    assert document_terms([("ICD-10", "E11.9"), ("ICPC-2", "T90")]) == [
        "#e11", "#e119", "#icd-10:e11", "#icd-10:e119", "#icpc-2:t90", "#t90",
    ]  # fmt: skip


@given(st.from_regex(r"[A-Z][0-9]{2}(\.[0-9])?", fullmatch=True))
def test_a_documents_code_is_met_however_it_is_typed(code):
    terms = document_terms([("ICD-10", code)])
    for typed in (code, code.lower(), code.replace(".", ""), f"ICD-10 {code}"):
        assert set(query_terms(typed)) <= set(terms)
        assert query_terms(typed)
