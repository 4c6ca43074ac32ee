"""Addresses of Wagtail's that the house answers itself; they stand before Wagtail's own."""

from django.urls import path
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.utils.urlpatterns import decorate_urlpatterns

from cms.admin.steps import HouseCollectActionData, HouseWorkflowAction
from cms.admin.unpublishing import HouseUnpublishPage

STEP = "<int:page_id>/<slug:action_name>/<int:task_state_id>/"
urlpatterns = decorate_urlpatterns(
    [
        path("pages/<int:page_id>/unpublish/", never_cache(HouseUnpublishPage.as_view())),
        path(f"pages/workflow/action/{STEP}", never_cache(HouseWorkflowAction.as_view())),
        path(
            f"pages/workflow/collect_action_data/{STEP}",
            never_cache(HouseCollectActionData.as_view()),
        ),
    ],
    require_admin_access,
)
