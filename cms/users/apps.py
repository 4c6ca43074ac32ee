from django.apps import AppConfig


class UsersConfig(AppConfig):
    name = "cms.users"
    label = "users"
    verbose_name = "Users"

    def ready(self) -> None:
        """A log-in begins a session; the settings of this room are checked with all others."""
        from django.contrib.auth.signals import user_logged_in

        from cms.users import checks, zones  # noqa: F401 - `checks` registers itself
        from cms.users.forms import account_words_keep
        from cms.users.sessions.began import session_begin

        user_logged_in.connect(session_begin, dispatch_uid="users.session_begin")
        zones.connect()
        account_words_keep()
