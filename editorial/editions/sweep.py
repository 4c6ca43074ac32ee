"""The nightly, incremental form of the audit, with a look at every live page.

A live page whose text is not that of its edition is a *drift*: nothing wrong is public (the public
reads the edition), but somebody should know. A drift of what a page refers to (a topic's name, a
picture's bytes) opens review; a drift of its own row means that something wrote past the house.
"""

from collections.abc import Iterator

from django.db import models
from wagtail.models import Page

from content_models.publishing import Candidate
from editorial.editions.audit import Finding, head_findings, log_findings
from editorial.editions.models import LogEntry, PublicDocument, SweepRun


def sweep_run() -> "SweepRun":
    """Walk what came since the last clean sweep and look at every live page; keep the result."""
    last = SweepRun.objects.filter(findings=[]).order_by("-pk").first()
    head = LogEntry.objects.aggregate(top=models.Max("seq"))["top"] or 0
    after = min(last.until_seq, head) if last else 0
    if last and last.until_seq > head:
        findings = [f"The log ends at {head}; the last sweep had seen {last.until_seq}."]
    else:
        findings = [str(finding) for finding in log_findings(after=after)]
    findings += [str(finding) for finding in head_findings()]
    drifts = [str(finding) for finding in drift_findings()]
    return SweepRun.objects.create(
        after_seq=after, until_seq=head, findings=findings, drifts=drifts
    )


def drift_findings() -> Iterator[Finding]:
    """Live pages whose text is not the one of their edition."""
    rows = PublicDocument.objects.filter(state="current").values_list(
        "page_id", "clinical_digest", "seq"
    )
    for page_id, digest, seq in rows.iterator(chunk_size=200):
        page = Page.objects.filter(pk=page_id, live=True).first()
        if page is None:
            continue
        if Candidate(page.specific).clinical_digest != digest:
            yield Finding(seq, f"page {page_id} reads otherwise than its signed edition.")
