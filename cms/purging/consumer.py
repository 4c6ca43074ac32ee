"""The cache before the house: each entry of the log purges what shows its item.

A cache forgets within five minutes by itself; a withdrawal should not wait so long.
"""

from typing import Final

import requests
from django.conf import settings

from editorial.editions.consumers.registry import ConsumerUnavailableError, Entry

NAME: Final = "cdn"
SECONDS: Final = (2.0, 5.0)  # to connect, to answer
SERVER_FAULT: Final = 500


def keys_of(entry: Entry) -> tuple[str, ...]:
    """The surrogate keys of everything that may show the entry's item: itself, lists, the feed."""
    return (f"content-{entry.content_id}", f"list-{entry.lang}", "changes")


def follow(entry: Entry) -> None:
    """POST the keys, separated by blanks, in the header `Surrogate-Key` and as JSON.

    Purging twice does no harm, so this may be repeated.

    Raises:
        ConsumerUnavailableError: the cache can not be reached, or answers that it can not now.
        ValueError: the cache refuses the request; a person has to look at it.
    """
    keys = keys_of(entry)
    try:
        response = requests.post(
            settings.CDN_PURGE_URL,
            json={"surrogate_keys": list(keys)},
            headers={"Surrogate-Key": " ".join(keys)},
            timeout=SECONDS,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        raise ConsumerUnavailableError(
            f"The cache can not be reached ({type(error).__name__})."
        ) from error
    if response.status_code >= SERVER_FAULT or response.status_code == requests.codes.too_many:
        raise ConsumerUnavailableError(f"The cache answers {response.status_code}.")
    if not response.ok or response.is_redirect:
        raise ValueError(f"The cache refuses to purge: {response.status_code}.")
