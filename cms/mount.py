"""The house stands at the root of its address, whatever a request says of where it is mounted.

gunicorn takes a header of the name SCRIPT_NAME from whoever it trusts as a proxy, which is
everybody on its own machine, and cuts it off the path; Django puts it before every address that it
writes.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]

# From which Django would compute a mount point; a server of another kind may set them.
OTHERS: Final = ("SCRIPT_URL", "REDIRECT_URL")


class MountGuard:
    """Stands before Django: gives the path back what was cut off it, and no mount point."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        rest = {key: value for key, value in environ.items() if key not in OTHERS}
        return self.application({**rest, "SCRIPT_NAME": "", "PATH_INFO": path}, start_response)
