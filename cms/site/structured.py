"""An article in the words of schema.org, for search engines. Pure."""

from datetime import date
from typing import Any

from cms.site.article import Article, Voucher
from cms.site.sources import Source

ABOUT = {"illness": "MedicalCondition", "treatment": "MedicalTherapy"}


def structured_data(article: Article, *, url: str, digest: str) -> dict[str, Any]:
    """The page as a `MedicalWebPage`; what is empty in the edition is left out."""
    return _filled(
        {
            "@context": "https://schema.org",
            "@type": "MedicalWebPage",
            "@id": url,
            "url": url,
            "name": article.title,
            "headline": article.title,
            "description": article.summary,
            "inLanguage": article.lang,
            "identifier": digest,
            "version": str(article.number),
            "datePublished": _day(article.first_published),
            "dateModified": _day(article.published),
            "lastReviewed": _day(article.reviewed),
            "license": article.licence,
            "isAccessibleForFree": True,
            "publisher": {"@type": "Organization", "name": "Helsekilde"},
            "reviewedBy": [
                _person(voucher) for voucher in article.vouchers if voucher.taken_back is None
            ],
            "citation": [_work(source) for source in article.sources],
            "about": _about(article),
        }
    )


def _about(article: Article) -> dict[str, Any]:
    if article.kind not in ABOUT:
        return {"@type": "Thing", "name": article.title}
    codes = [
        {"@type": "MedicalCode", "codingSystem": code["system"], "codeValue": code["code"]}
        for code in article.codes
    ]
    return _filled(
        {
            "@type": ABOUT[article.kind],
            "name": article.title,
            "alternateName": list(article.synonyms),
            "code": codes,
        }
    )


def _person(voucher: Voucher) -> dict[str, Any]:
    employer = {"@type": "Organization", "name": voucher.organisation}
    return _filled(
        {
            "@type": "Person",
            "name": voucher.name,
            "jobTitle": voucher.profession,
            "worksFor": employer if voucher.organisation else None,
        }
    )


def _work(source: Source) -> dict[str, Any]:
    return _filled({"@type": "CreativeWork", "name": source.title, "url": source.url})


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", None, [])}
