"""Publishing many texts at once."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions import PublishBulkAction
from wagtail.models import Page

from cms.admin.schedule import in_words, on_the_clock


class HousePublish(PublishBulkAction):
    """Wagtail's, which calls all of them published, those too that were put on the clock.

    What is said afterwards is read from where each text is then.
    """

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> None:
        for sentence in published_sentences(self._page_ids()):
            messages.success(self.request, sentence)

    def _page_ids(self) -> list[int]:
        pages = list(self.actionable_objects)
        keys = [page.pk for page in pages]
        if self.cleaned_form.cleaned_data["include_descendants"]:
            for page in pages:
                keys += page.get_descendants().values_list("pk", flat=True)
        return keys


def published_sentences(page_ids: list[int]) -> list[str]:
    """How many of these texts are public as they are written now, and which go live later."""
    public = Page.objects.filter(pk__in=page_ids, live=True, has_unpublished_changes=False).count()
    said = []
    if public:
        text = ngettext(
            "%(count)d text is public as it is written now.",
            "%(count)d texts are public as they are written now.",
            public,
        )
        said.append(text % {"count": public})
    clock = on_the_clock(page_ids)
    for page in Page.objects.filter(pk__in=clock).order_by("pk"):
        text = _("“%(title)s” goes live on %(when)s.")
        said.append(text % {"title": page.draft_title, "when": in_words(clock[page.pk])})
    return said
