"""No test reaches beyond this machine, but for the servers that the environment names."""

import os
from urllib.parse import urlsplit

import pytest

LOCAL = ("localhost", "127.0.0.1", "::1")
NAMED_BY = ("DATABASE_URL", "ELASTICSEARCH_URL", "REDIS_URL")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    named = [urlsplit(os.environ.get(variable, "")).hostname for variable in NAMED_BY]
    config.option.allow_hosts = ",".join([*LOCAL, *(host for host in named if host)])
    config.option.allow_unix_socket = True
