"""What every health text has: one abstract page, five concrete kinds."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import (
    FieldPanel,
    InlinePanel,
    ObjectList,
    TitleFieldPanel,
)
from wagtail.fields import StreamField
from wagtail.models import Page

from content_models.base import SignedPage
from content_models.blocks.section import BodyBlock
from content_models.body import clean_body, html_of_body
from content_models.editor import TextEditor, UnsignedWordsPanel, moment_input
from content_models.page_form import ContentPageForm
from content_models.policy import risk_classes
from content_models.publishing import signed_bodies
from content_models.sanitise import links_unknown, sanitise_text

# Every other field of a page is clinical: it is in the digest that a clinician signs. A field
# stands here only with a reason why a change of it needs no clinician.
EDITORIAL_FIELDS: dict[str, str] = {
    "slug": "The address says nothing about health; a change is a move under the same sign-off.",
    "seo_title": "Published no more: the signed title is the page's title everywhere.",
    "search_description": "Published no more: search engines get the signed summary.",
    "show_in_menus": "Where a link stands, not what it says.",
    "go_live_at": "When a signed text is shown; the gate is asked again at that moment.",
    "expire_at": "When a text is taken down; taking down is always allowed.",
    "demonstration": "A warning label: put on at any time, it comes off by a new sign-off only.",
    "machine_translated": "A warning label: put on at any time, off by a new sign-off only.",
    "import_source": "Where a draft came from, for the importer; not shown.",
    "import_id": "Which record a draft came from, for the importer; not shown.",
    "import_hash": "Whether a record has changed since, for the importer; not shown.",
}
TEXT_FIELDS = ("title", "draft_title", "summary", "synonyms", "licence", "references_waiver")


class ContentPage(SignedPage):
    """A health text in one language.

    Class attributes that each kind declares (a system check holds them complete):
        document_type: its name in documents and in the API.
        path_segments: the first part of its public address, by language.
        default_risk_class: A to D, see `content_models.policy`.
        emergency_policy: "required" (an emergency or urgent care card must be there),
            "optional" or "none".
        search_kind: how the search facets call it.
    """

    document_type: ClassVar[str] = ""
    path_segments: ClassVar[dict[str, str]] = {}
    default_risk_class: ClassVar[str] = ""
    emergency_policy: ClassVar[str] = ""
    search_kind: ClassVar[str] = ""
    editorial_fields: ClassVar[dict[str, str]] = EDITORIAL_FIELDS

    summary = models.TextField(
        _("summary"),
        blank=True,
        max_length=1000,
        help_text=_("One or two plain sentences: what it is and what to do."),
    )
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)
    risk_class = models.CharField(
        _("risk class"),
        max_length=1,
        choices=[(code, code) for code in risk_classes()],
        blank=True,
        help_text=_("A: two clinicians, every year. B: one, every second year. C, D: third year."),
    )
    synonyms = models.TextField(
        _("other names"), blank=True, help_text=_("What people also call it, one on each line.")
    )
    licence = models.CharField(_("licence"), max_length=200, blank=True, default="NLOD 2.0")
    references_waiver = models.CharField(
        _("reason for no sources"),
        max_length=500,
        blank=True,
        help_text=_("Only for common knowledge: say why no source is needed."),
    )
    topics = ParentalManyToManyField(
        "content_models.Topic", blank=True, related_name="+", verbose_name=_("topics")
    )
    audiences = ParentalManyToManyField(
        "content_models.Audience", blank=True, related_name="+", verbose_name=_("audiences")
    )
    life_situations = ParentalManyToManyField(
        "content_models.LifeSituation", blank=True, related_name="+",
        verbose_name=_("life situations"),
    )  # fmt: skip
    demonstration = models.BooleanField(_("demonstration text"), default=False)
    machine_translated = models.BooleanField(_("machine translated"), default=False)
    import_source = models.CharField(max_length=200, blank=True, editable=False)
    import_id = models.CharField(max_length=300, blank=True, editable=False)
    import_hash = models.CharField(max_length=64, blank=True, editable=False)

    base_form_class = ContentPageForm
    edit_handler = TextEditor(
        [
            ObjectList(
                [
                    TitleFieldPanel("title", help_text=_("The heading that the public reads.")),
                    FieldPanel("summary"),
                    FieldPanel("body"),
                ],
                heading=_("Text"),
            ),
            ObjectList(
                [
                    InlinePanel("evidence_references", label=_("Source"), heading=_("Sources")),
                    FieldPanel("references_waiver"),
                    InlinePanel("medical_codes", label=_("Code"), heading=_("Medical codes")),
                ],
                heading=_("Sources and codes"),
            ),
            ObjectList(
                [
                    FieldPanel("risk_class"),
                    FieldPanel("topics"),
                    FieldPanel("audiences"),
                    FieldPanel("life_situations"),
                    FieldPanel("synonyms"),
                    FieldPanel("licence"),
                ],
                heading=_("Classification"),
            ),
            ObjectList(
                [
                    FieldPanel(
                        "slug",
                        help_text=_(
                            "The last part of the public address. After a change the old address "
                            "leads on to the new one."
                        ),
                    ),
                    UnsignedWordsPanel(),
                    FieldPanel("demonstration"),
                    FieldPanel("machine_translated"),
                ],
                heading=_("Address and labels"),
            ),
            ObjectList(
                [
                    FieldPanel(
                        "go_live_at",
                        widget=moment_input(),
                        heading=_("Goes live"),
                        help_text=_(
                            "Not before this moment, and only when it is fully signed. Empty: with "
                            "the last signature."
                        ),
                    ),
                    FieldPanel(
                        "expire_at",
                        widget=moment_input(),
                        heading=_("Is taken down"),
                        help_text=_(
                            "From this moment nobody can read it. A change of the date under a "
                            "signature that stands needs no new one: the desk publishes it."
                        ),
                    ),
                ],
                heading=_("Time"),
            ),
        ]
    )
    parent_page_types = ["content_models.HubPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        abstract = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A page whose own table is not read has none, and asks for none.
        if "risk_class" in self.__dict__ and not self.risk_class:
            self.risk_class = self.default_risk_class

    @property
    def public_path(self) -> str:
        """The item's address below `/{lang}/`; it does not depend on the place in the tree."""
        return f"{self.path_segments[self.locale.language_code]}/{self.slug}"

    def synonym_list(self) -> list[str]:
        """Other names, without empty lines and repetitions, in the order given."""
        return list(
            dict.fromkeys(line.strip() for line in self.synonyms.splitlines() if line.strip())
        )

    def clean_content(self) -> None:
        """Make every text of this page safe; called wherever the page or a revision is written."""
        for name in TEXT_FIELDS:
            setattr(self, name, sanitise_text(getattr(self, name) or ""))
        raw = list(self.body.raw_data)
        clean = clean_body(raw)
        if clean != raw and any(map(links_unknown, html_of_body(raw))):
            clean = clean_body(raw, spared=self.signed_html())
        if clean != raw:
            self.body = self._meta.get_field("body").to_python(clean)

    def signed_html(self) -> frozenset[str]:
        """Every string of HTML that stands in a signed revision of this page."""
        return frozenset(text for raw in signed_bodies(self) for text in html_of_body(raw))

    def save(self, clean: bool = True, *args: Any, **kwargs: Any) -> Any:
        fields = kwargs.get("update_fields")
        if fields is None or set(fields) & {"body", *TEXT_FIELDS}:
            self.clean_content()
        return super().save(clean, *args, **kwargs)

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        self.clean_content()
        return super().save_revision(*args, **kwargs)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Pages are never served: the public reads editions."""
        raise Http404

    def serve_preview(self, request: HttpRequest, mode_name: str) -> Any:
        """The admin's preview: the draft as it would be read, for people who are logged in."""
        from content_models.projection.preview import preview_response

        return preview_response(request=request, page=self)

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """Where the public finds this item, for the admin's links."""
        site_id = self._get_relevant_site_root_paths(None)
        number = site_id[0].site_id if site_id else 0
        path = f"/{self.locale.language_code}/{self.public_path}"
        return (number, settings.PUBLIC_BASE_URL, path)

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Texts lie below a hub; nothing lies at the very root but the languages' own hubs."""
        return parent.depth > 1 and super().can_create_at(parent)
