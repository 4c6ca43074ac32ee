"""The judged sets: what each is measured on, the floor that fails the build, and the goal."""

from dataclasses import dataclass, field

FIGURES = ("ndcg10", "success1", "success10", "zero")


@dataclass(frozen=True)
class JudgedSet:
    """Floors and goals by figure; `nn ndcg10` is that of one language, `zero` is a share."""

    name: str
    lang: str
    floors: dict[str, float]
    goals: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Collection:
    """What is indexed once, and the sets that are asked of it."""

    name: str
    files: tuple[str, ...]
    sets: tuple[JudgedSet, ...]
    lang: str
    exclude: str = ""


COLLECTIONS = (
    Collection(
        name="english",
        files=("corpus/medlineplus_en.jsonl.gz", "corpus/medquad_en.jsonl.gz"),
        lang="en",
        sets=(
            JudgedSet(
                "en_consumer_questions", "en", {"ndcg10": 0.79, "success10": 0.93}, {"ndcg10": 0.84}
            ),
            JudgedSet("en_synonym_listed", "en", {"success1": 0.98}, {"success1": 0.995}),
            JudgedSet("en_synonym_unlisted", "en", {"ndcg10": 0.53}, {"ndcg10": 0.68}),
            JudgedSet(
                "en_title_typos", "en", {"success10": 0.96, "zero": 0.01}, {"success10": 0.99}
            ),
        ),
    ),
    Collection(
        name="handmade",
        files=("corpus/authority_health_multilingual.jsonl.gz", "corpus/law_sections_nb.jsonl.gz"),
        exclude="nb-laws*",
        lang="nb",
        sets=(
            JudgedSet(
                "no_health_handmade",
                "nb",
                {
                    "ndcg10": 0.81, "nb ndcg10": 0.81, "nn ndcg10": 0.72, "se ndcg10": 0.90,
                    "zero": 0.01,
                },
                {"ndcg10": 0.90},
            ),
        ),
    ),
    Collection(
        name="norquad",
        files=(
            "corpus/norquad_wikipedia_nb.jsonl.gz",
            "corpus/background_public_sector.jsonl.gz",
            "corpus/authority_health_multilingual.jsonl.gz",
        ),
        lang="nb",
        sets=(
            JudgedSet(
                "nb_norquad_questions", "nb", {"ndcg10": 0.925, "success10": 0.97}, {"ndcg10": 0.96}
            ),
        ),
    ),
    Collection(
        name="terms",
        files=("lang/icpc2_nb_nn.tsv", "lang/icd10_nb.tsv.gz"),
        lang="nb",
        sets=(
            JudgedSet(
                "nb_term_variants",
                "nb",
                {"success10": 0.98, "success1": 0.88},
                {"success10": 0.995, "success1": 0.93},
            ),
        ),
    ),
)  # fmt: skip
BEHIND = 0.02  # how far Elasticsearch's nDCG@10 may be below the embedded engine's
