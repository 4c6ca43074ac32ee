"""Procrastinate's door to Django's connection, which no dead connection can block.

The clocks are deferred through it, in a thread that no request and no job ever tidies: without
this a connection that PostgreSQL has closed would stay there, and fail, for as long as the process
lives.
"""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from procrastinate import App
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.utils import connector_params
from procrastinate.psycopg_connector import PsycopgConnector

from cms.database.entry import EnteredConnection
from cms.installation.services import databases_require
from cms.worker.sessions import queue_session_bind


class LivingConnector(DjangoConnector):
    """Asks before each attempt whether the connection lives, and takes a new one where not.

    Inside a transaction nothing is asked: what is deferred there belongs to it, and ends with it.
    """

    @property
    def connection(self) -> BaseDatabaseWrapper:
        connection = super().connection
        if not connection.in_atomic_block:
            # What is left open is asked once more by Django itself, before its next statement.
            connection.close_if_unusable_or_obsolete()
        return connection

    def get_worker_connector(self) -> PsycopgConnector:
        """For procrastinate's own commands, whose connections are bound as those of our worker.

        Raises DatabaseRefused.
        """
        databases_require()
        return PsycopgConnector(
            connection_class=EnteredConnection,
            kwargs=connector_params(self.alias),
            configure=queue_session_bind,
        )


def connector_install(app: App) -> None:
    """Called by procrastinate once its app is made (`PROCRASTINATE_ON_APP_READY`)."""
    former: Any = app.connector
    app.connector = app.job_manager.connector = LivingConnector(alias=former.alias)
