"""Registration only: the vocabulary and the facts in the admin, and how emphasis is stored."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.rich_text.converters.html_to_contentstate import InlineStyleElementHandler
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet, SnippetViewSetGroup

from content_models.facts.models import Fact, FactVersion
from content_models.taxonomy.models import Audience, BodySystem, LifeSituation, Topic

# By which tags the door lets emphasis through (content_models/sanitise.py), as it is written.
EMPHASIS = {"bold": ("BOLD", "strong", "b"), "italic": ("ITALIC", "em", "i")}
NAMES = ["slug", "name_nb", "name_nn", "name_se", "name_en"]


@hooks.register("register_rich_text_features", order=10)
def emphasis_register(features: FeatureRegistry) -> None:
    """Wagtail's editor writes `<b>` and `<i>`, which the door drops without a word."""
    for feature, (style, *tags) in EMPHASIS.items():
        rule = {
            "from_database_format": {tag: InlineStyleElementHandler(style) for tag in tags},
            "to_database_format": {"style_map": {style: tags[0]}},
        }
        features.register_converter_rule("contentstate", feature, rule)


class TermViewSet(SnippetViewSet):
    list_display = NAMES
    search_fields = NAMES
    icon = "tag"


class TopicViewSet(TermViewSet):
    model = Topic


class AudienceViewSet(TermViewSet):
    model = Audience


class LifeSituationViewSet(TermViewSet):
    model = LifeSituation


class BodySystemViewSet(TermViewSet):
    model = BodySystem


class VocabularyGroup(SnippetViewSetGroup):
    items = (TopicViewSet, AudienceViewSet, LifeSituationViewSet, BodySystemViewSet)
    menu_label = _("Vocabulary")
    menu_icon = "tag"


class FactViewSet(SnippetViewSet):
    model = Fact
    # As below: the copying form would give the original the copy's identifier.
    copy_view_enabled = False
    list_display = ["key", "kind", "name"]
    search_fields = ["key", "name"]


class FactVersionCreateView(CreateView):
    """Who writes a version is not asked but known: nobody may sign what they wrote."""

    def save_instance(self) -> Any:
        self.form.instance.author = self.request.user
        return super().save_instance()


class FactVersionViewSet(SnippetViewSet):
    model = FactVersion
    add_view_class = FactVersionCreateView
    # Wagtail's copying form saves what is posted to it over the original, whoever wrote that.
    copy_view_enabled = False
    list_display = ["fact", "number", "text_nb", BooleanColumn("is_signed", label=_("Signed"))]


class FactGroup(SnippetViewSetGroup):
    items = (FactViewSet, FactVersionViewSet)
    menu_label = _("Facts")
    menu_icon = "list-ul"


register_snippet(VocabularyGroup)
register_snippet(FactGroup)
