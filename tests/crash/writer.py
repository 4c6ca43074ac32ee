"""One editor's day, many times over: edit, submit, pass the desk, and have a clinician sign it.

The last step goes through the web server, in a browser's way; what it acknowledges is written down
at once. Run as a process of its own: `python -m tests.crash.writer NUMBER COUNT BASE_URL ACKS`.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
import requests

from tests.patience import until


def retry(work: Callable[[], Any]) -> Any:
    """Again until it works: the database may be away for a while."""
    from django.db import DatabaseError, InterfaceError, connections

    def attempt() -> list[Any]:
        try:
            return [work()]
        except (DatabaseError, InterfaceError):
            for connection in connections.all():
                connection.close()
            return []

    (result,) = until(attempt, "the database answers again", pause=0.3)
    return result


class Browser:
    """A clinician who is logged in."""

    def __init__(self, base: str, username: str) -> None:
        self.base, self.username = base, username
        self.session = requests.Session()

    def login(self) -> None:
        until(self._is_logged_in, f"{self.username} logs in", pause=0.3)

    def _is_logged_in(self) -> bool:
        try:
            self.session.get(f"{self.base}/admin/login/", timeout=60)
            answer = self.session.post(
                f"{self.base}/admin/login/",
                data={
                    "username": self.username,
                    "password": self.username,
                    "csrfmiddlewaretoken": self.session.cookies.get("csrftoken", ""),
                },
                timeout=60,
            )
        except requests.RequestException:
            return False
        return answer.ok and "sessionid" in self.session.cookies

    def sign(self, page_id: int, task_state_id: int, data: dict[str, Any]) -> bool:
        """True where the server said that it is signed and published."""
        try:
            answer = self.session.post(
                f"{self.base}/admin/pages/workflow/action/{page_id}/sign/{task_state_id}/",
                data={
                    **data,
                    "comment": "",
                    "csrfmiddlewaretoken": self.session.cookies.get("csrftoken", ""),
                },
                headers={"X-Requested-With": "XMLHttpRequest"},
                timeout=60,
                allow_redirects=False,
            )
        except requests.RequestException:
            return False
        if answer.status_code == 403 or "login" in answer.headers.get("Location", ""):
            self.login()
            return False
        try:
            return bool(answer.json().get("step") == "success")
        except ValueError:
            return False


def main() -> None:
    number, count, base, acks = sys.argv[1:5]
    django.setup()
    from cms.users.models import User
    from content_models.pages import LifestylePage
    from editorial.editions.models import Edition
    from tests.factories.pages import section
    from tests.signing import act, sign_data, submit

    author, desk = (User.objects.get(username=name) for name in ("author", "desk"))
    browser = Browser(base, "clinician")
    browser.login()
    page_id = int(os.environ["CRASH_PAGES"].split(",")[int(number)])

    def prepare(turn: int) -> Any:
        """Bring the page to the clinical step with a text of this turn, from wherever it is."""
        page = LifestylePage.objects.get(pk=page_id)
        state = page.current_workflow_state
        if state is None:
            draft = page.get_latest_revision_as_object()
            draft.title = f"Skriver {number} runde {turn}"
            draft.body = draft._meta.get_field("body").to_python([section(f"Runde {turn}")])
            draft.save_revision(user=author)
            state = submit(LifestylePage.objects.get(pk=page_id), by=author)
        if state.current_task_state.task.name == "Desk review":
            act(state, "approve", by=desk)
            state.refresh_from_db()
        task_state = state.current_task_state
        return task_state.pk, sign_data(task_state.revision.as_object())

    def is_published(digest: str) -> bool:
        return Edition.objects.filter(page_id=page_id, clinical_digest=digest).exists()

    with Path(acks).open("a", encoding="utf-8") as file:
        for turn in range(int(count)):
            while True:
                task_state_id, data = retry(lambda turn=turn: prepare(turn))
                digest = data["shown_digest"]
                is_told = browser.sign(page_id, task_state_id, data)
                # Where nobody was told it may be done all the same: then the next turn comes.
                if is_told or retry(lambda digest=digest: is_published(digest)):
                    row = {"page": page_id, "digest": digest, "acknowledged": is_told}
                    file.write(json.dumps(row) + "\n")
                    file.flush()
                    os.fsync(file.fileno())
                    break
                time.sleep(0.1)


if __name__ == "__main__":
    main()
