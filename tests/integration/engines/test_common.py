"""What every engine does. Each test runs against each."""

import pytest

from search.analysis.lists import in_force
from search.analysis.shipped import WordLists, shipped

FLU = "Influensa gir feber, hoste og vondt i kroppen."
COUGH = "Hoste er vanlig ved forkjølelse. Noen får feber."


def test_a_word_in_the_title_counts_more_than_one_in_the_text(bench):
    bench.put("text", "Forkjølelse", body="Noen får også hodepine av det. " * 3)
    bench.put("title", "Hodepine", body="Ta det med ro.")
    assert bench.find("hodepine") == ["title", "text"]


def test_a_synonym_of_the_item_counts_nearly_as_much_as_its_title(bench):
    bench.put("text", "Kreft i huden", body="Noen kaller det sukkersyke.")
    bench.put("name", "Diabetes", synonyms=("sukkersyke",))
    assert bench.find("sukkersyke") == ["name", "text"]


def test_a_rare_word_counts_more_than_a_common_one(bench):
    for number in range(8):
        bench.put(f"fever{number}", f"Feber {number}", body="Feber hos voksne.")
    bench.put("rare", "Kikhoste", body="Kikhoste smitter lett.")
    assert bench.find("feber kikhoste")[0] == "rare"


def test_a_query_that_covers_the_whole_name_puts_that_item_first(bench):
    bench.put("long", "Vaksine mot influensa hos barn og unge", body="Vaksine. " * 4)
    bench.put("whole", "Influensa", body=FLU)
    assert bench.find("influensa vaksine") != []
    assert bench.find("influensa")[0] == "whole"


def test_small_words_and_their_order_tell_names_apart(bench):
    body = "Om vitaminer. Med og uten feber."
    bench.put("plural", "Vitaminer", body=body * 2)
    bench.put("letter", "Vitamin A", body=body)
    bench.put("with", "Kramper med feber", body=body * 2)
    bench.put("without", "Kramper uten feber", body=body)
    assert bench.find("vitamin a")[0] == "letter"
    assert bench.find("vitaminer")[0] == "plural"
    assert bench.find("kramper uten feber")[0] == "without"
    assert bench.find("kramper med feber")[0] == "with"


def test_inflected_words_find_each_other(bench):
    bench.put("illness", "Sykdommer i skjelettet", body=FLU)
    assert bench.find("sykdom") == ["illness"]
    assert bench.find("sykdommene") == ["illness"]


def test_letters_that_a_keyboard_lacks_find_the_word(bench):
    bench.put("ear", "Øreverk", body="Vondt i øret.")
    assert bench.find("oreverk") == ["ear"]
    assert bench.find("ØREVERK") == ["ear"]


def test_a_compound_is_found_by_its_part_and_after_the_part_itself(bench):
    bench.put("compound", "Hjerteinfarkt", body="Akutt sykdom.")
    bench.put("part", "Infarkt", body="Akutt sykdom.")
    assert bench.find("infarkt") == ["part", "compound"]


def test_a_split_compound_finds_the_whole_word(bench):
    bench.put("whole", "Hjerteinfarkt", body="Akutt sykdom.")
    bench.put("other", "Hjerne", body="Hodet.")
    assert bench.find("hjerte infarkt")[0] == "whole"


def test_a_misspelt_word_finds_what_was_meant(bench):
    bench.put("asthma", "Astma", body="Tung pust.")
    bench.put("diabetes", "Diabetes", body="Blodsukker.")
    assert bench.find("diabtes") == ["diabetes"]


def test_bokmal_finds_nynorsk_and_the_reverse(bench):
    bench.put("nn", "Sjukdomar hjå born", lang="nn", body="Om feber.")
    bench.put("nb", "Sykdommer hos barn", lang="nb", body="Om feber.")
    assert set(bench.find("sykdom")) == {"nn", "nb"}
    assert set(bench.find("sjukdom", lang="nn")) == {"nn", "nb"}


def test_the_same_item_in_two_languages_is_two_candidates(bench):
    bench.put("same", "Sjukdomar", lang="nn")
    bench.put("same", "Sykdommer", lang="nb")
    found = {(each.key, each.lang) for each in bench.rank("sykdom")}
    assert found == {("same", "nb"), ("same", "nn")}


def test_languages_that_share_no_vocabulary_do_not_meet(bench):
    bench.put("en", "Fever in children", lang="en")
    bench.put("se", "Mánáid feber", lang="se")
    bench.put("nb", "Feber hos barn", lang="nb")
    assert bench.find("fever", lang="en") == ["en"]
    assert bench.find("feber", lang="se") == ["se"]
    assert bench.find("feber", lang="nb") == ["nb"]


def test_sami_is_found_without_its_marks_and_in_other_cases(bench):
    bench.put("rights", "Buohcciviessovuoigatvuođat", lang="se", body="Vuoigatvuođat.")
    assert bench.find("buohcciviessovuoigatvuodat", lang="se") == ["rights"]
    assert bench.find("buohcciviesus", lang="se") == ["rights"]


@pytest.mark.parametrize("query", ["E11.9", "icd-10 E119", "ICD10: e11.9", "E11"])
def test_a_code_is_a_query(bench, query):
    bench.put("two", "Diabetes type 2", codes=(("ICD-10", "E11.9"), ("ICPC-2", "T90")))
    bench.put("one", "Diabetes type 1", codes=(("ICD-10", "E10.9"), ("ICPC-2", "T89")))
    assert bench.find(query) == ["two"]


def test_a_code_is_of_its_own_system(bench):
    bench.put("two", "Diabetes type 2", codes=(("ICPC-2", "T90"),))
    assert bench.find("ICPC-2 T90") == ["two"]
    assert bench.find("ICD-10 T90") == []


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["a", "b", "c"]),
        ({"langs": ("nn",)}, ["c"]),
        ({"kinds": ("illness",)}, ["a", "c"]),
        ({"kinds": ("illness", "treatment")}, ["a", "b", "c"]),
        ({"topics": ("lungs",)}, ["a", "b"]),
        ({"topics": ("heart", "skin")}, ["b", "c"]),
        ({"audiences": ("children",)}, ["b"]),
        ({"codes": ("ICPC-2:R05",)}, ["a"]),
        ({"kinds": ("illness",), "topics": ("lungs",)}, ["a"]),
        ({"kinds": ("app",)}, []),
    ],
)
def test_filters_narrow_and_several_values_mean_any(bench, filters, expected):
    bench.put(
        "a", "Hoste", kind="illness", topics=("lungs",), audiences=("adults",),
        codes=(("ICPC-2", "R05"),),
    )  # fmt: skip
    bench.put(
        "b", "Hoste", kind="treatment", topics=("lungs", "heart"), audiences=("children", "adults")
    )
    bench.put("c", "Hoste", lang="nn", kind="illness", topics=("skin",))
    assert sorted(bench.find("hoste", **filters)) == expected


def test_filters_do_not_change_a_score(bench):
    bench.put("a", "Hoste", kind="illness")
    bench.put("b", "Hoste og feber", kind="treatment")
    everything = {each.key: each.score for each in bench.rank("hoste")}
    narrowed = {each.key: each.score for each in bench.rank("hoste", kinds=("treatment",))}
    assert narrowed == {"b": pytest.approx(everything["b"], rel=1e-5)}


def test_a_replaced_document_is_found_by_its_new_words_only(bench):
    bench.put("item", "Influensa", number=1, kind="illness")
    bench.put("item", "Forkjølelse", number=2, kind="treatment")
    assert bench.find("influensa") == []
    assert bench.find("forkjølelse", kinds=("treatment",)) == ["item"]
    assert bench.find("forkjølelse", kinds=("illness",)) == []


def test_an_older_version_that_comes_late_is_ignored(bench):
    bench.put("item", "Forkjølelse", number=2)
    bench.put("item", "Influensa", number=1)
    assert bench.find("forkjølelse") == ["item"]
    assert bench.find("influensa") == []


def test_the_same_version_twice_is_there_once(bench):
    bench.put("item", "Forkjølelse", number=2)
    bench.put("item", "Forkjølelse", number=2)
    assert bench.find("forkjølelse") == ["item"]


def test_a_removed_document_is_gone_and_only_in_its_language(bench):
    bench.put("item", "Influensa", number=1)
    bench.put("item", "Influensa", lang="nn", number=1)
    bench.remove("item", number=2)
    assert [(each.key, each.lang) for each in bench.rank("influensa")] == [("item", "nn")]


def test_a_removed_document_may_come_back_as_a_newer_version(bench):
    bench.put("item", "Influensa", number=1)
    bench.remove("item", number=2)
    bench.put("item", "Influensa", number=3)
    assert bench.find("influensa") == ["item"]


def test_removing_what_is_not_there_is_no_error(bench):
    bench.remove("nobody", number=1)
    assert bench.find("influensa") == []


def test_a_kept_synonym_finds_what_it_stands_for(bench):
    bench.put("head", "Hodepine", body="Smerter.")
    bench.put("sick", "Sjøsyke", body="Reise med båt.")
    pair = {("sjogang",): [("sjosyke",)]}
    lists = WordLists({"no": pair, "en": {}, "se": {}}, shipped().stop_words)
    with in_force(lists):
        assert bench.find("sjøgang") == ["sick"]


@pytest.mark.parametrize("query", ["", "   ", "?!", "xqzwv", "☂", "%", "'\"; --", "a" * 200])
def test_nothing_is_found_for_nothing(bench, query):
    bench.put("item", "Influensa", body=FLU)
    bench.put("other", "Hoste", body=COUGH)
    assert bench.find(query) == []


def test_an_empty_index_answers_with_nothing(bench):
    assert bench.find("influensa") == []


def test_a_long_question_finds_what_it_is_about(bench):
    for number in range(30):
        bench.put(f"noise{number}", f"Råd nummer {number}", body="Når kan jeg få hjelp hos legen?")
    bench.put("flu", "Influensa", body=FLU)
    question = "Når kan jeg gå tilbake på jobb hos legen etter å ha hatt influensa og feber?"
    assert bench.find(question)[0] == "flu"


def test_no_more_than_the_best_two_hundred_come_back(bench):
    for number in range(230):
        bench.put(f"item{number}", "Influensa", body="Feber. " * (number % 7))
    assert len(bench.find("influensa")) == 200
