"""The doors of the admin, in place of Wagtail's."""

from django.urls import path
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access

from cms.users import views
from cms.users.sessions.views import session_state

urlpatterns = [
    path("login/", never_cache(views.LoginView.as_view()), name="wagtailadmin_login"),
    path(
        "account/",
        never_cache(require_admin_access(views.AccountView.as_view())),
        name="wagtailadmin_account",
    ),
    path(
        "password_reset/",
        never_cache(views.PasswordResetView.as_view()),
        name="wagtailadmin_password_reset",
    ),
    path(
        "password_reset/done/",
        never_cache(views.PasswordResetDoneView.as_view()),
        name="wagtailadmin_password_reset_done",
    ),
    path(
        "password/<uidb64>/<token>/",
        never_cache(views.PasswordSetView.as_view()),
        name="password_set",
    ),
    path("session/", session_state, name="session_state"),
]
