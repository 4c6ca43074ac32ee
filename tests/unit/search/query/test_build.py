"""From what was typed to weighted terms: synonyms, corrections, long letters, numerals."""

from hypothesis import given
from hypothesis import strategies as st

from search.analysis.lists import in_force
from search.analysis.shipped import StopRow, SynonymRow, compiled
from search.engines.base import EngineQuery, StandIn
from search.engines.coverage import Scored, rank_with_bonus
from search.engines.embedded.spelling import Correction, LookedUp
from search.query.build import LATER, Unknowing, build

LISTS = compiled(
    [SynonymRow("no", "two_way", "", ("sykdom", "lidelse"), "the same")],
    [StopRow("no", "i", "small"), StopRow("no", "og", "small")],
)


class Guessing(Unknowing):
    """Knows nothing, and takes every word for a misspelling of `feber`."""

    def look_up(self, *, family, words, also=(), guess=True):
        return LookedUp(known=set(), near={word: ["feber"] for word in words if guess})

    def corrections(self, *, family, near, beside=()):
        return {word: [Correction("feber", 1, 9, 9.0)] for word in near}


def built(text, lang="nb", vocabulary=None, **options):
    with in_force(LISTS):
        return build(text, lang=lang, vocabulary=vocabulary or Unknowing(), **options)


def test_a_word_is_replaced_by_what_it_may_have_meant():
    found = built("febr", vocabulary=Guessing())
    assert (found.corrected, found.words) == ("feber", ("feber",))
    assert set(found.query.terms) == {"feb"}


def test_as_typed_nothing_is_replaced():
    assert built("febr", vocabulary=Guessing(), spelling=False).corrected == ""


def test_a_word_with_synonyms_is_no_misspelling():
    found = built("lidelse", vocabulary=Guessing())
    assert found.corrected == ""
    assert found.query.stand_ins == (StandIn(frozenset({"sykdom"}), frozenset({"lid"})),)


def test_nynorsk_reaches_the_synonyms_of_bokmal():
    found = built("sjukdom")
    assert [each.words for each in found.query.stand_ins] == [frozenset({"lid"})]
    assert found.query.terms["lid"] == 0.5


def test_a_letter_names_its_subject_first():
    text = " ".join(f"ord{letter}k" for letter in "abcdefghijklmn")
    terms = built(text).query.terms
    assert (terms["ordak"], terms["ordhk"]) == (1.0, 1.0)
    assert (terms["ordik"], terms["ordnk"]) == (LATER, LATER)
    assert set(built(text[:40]).query.terms.values()) == {1.0}


def test_types_and_stages_are_counted_in_two_ways():
    assert built("diabetes type II").query.terms == built("diabetes type 2").query.terms
    assert built("stage iv cancer", "en").query.terms == built("stage 4 cancer", "en").query.terms
    assert "2" not in built("krig og fred II").query.terms


@given(st.text(max_size=300), st.sampled_from(["nb", "nn", "se", "en"]))
def test_no_text_is_an_error_and_no_weight_is_over_three(text, lang):
    query = build(text, lang=lang, vocabulary=Unknowing()).query
    assert all(0 < weight <= 3 for weight in query.terms.values())


def query(*stems, family="no", stand_ins=()):
    return EngineQuery(
        family=family, terms={}, stems=frozenset(stems), stand_ins=tuple(stand_ins)
    )  # fmt: skip


def scores(asked, *names):
    rows = [Scored(name, "nb", 1.0, name) for name in names]
    with in_force(LISTS):
        return {each.key: round(each.score, 3) for each in rank_with_bonus(rows, query=asked)}


def test_a_name_that_the_query_holds_completely_is_lifted_by_its_share():
    assert scores(query("vond", "ryg"), "ryg", "vond ryg", "ryg skad") == {
        "vond ryg": 1.96, "ryg": 1.4, "ryg skad": 1.0,
    }  # fmt: skip


def test_stop_words_of_a_name_count_nothing():
    assert scores(query("vond", "ryg"), "vond i ryg") == {"vond i ryg": 1.96}


def test_nynorsk_and_bokmal_names_are_one():
    assert scores(query("sjukdom"), "sykdom") == {"sykdom": 1.96}
    assert scores(query("sykdom"), "sjukdom") == {"sjukdom": 1.96}


def test_a_name_may_be_held_by_synonyms_and_stands_after_the_querys_own_words():
    stand_in = StandIn(frozenset({"hoy", "blodtrykk"}), frozenset({"hypertensjon"}))
    found = scores(
        query("hypertensjon", stand_ins=[stand_in]), "hypertensjon", "hoy blodtrykk", "blodtrykk"
    )
    assert found == {"hypertensjon": 1.96, "hoy blodtrykk": 1.72, "blodtrykk": 1.0}


def test_equal_scores_keep_the_engines_order():
    rows = [Scored(name, "nb", 1.0, name) for name in ("b", "a", "c")]
    assert [each.key for each in rank_with_bonus(rows, query=query("x"))] == ["b", "a", "c"]
