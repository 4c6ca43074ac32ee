"""Elasticsearch 8, for more documents and more load. The only room that imports its client."""

from typing import Final

NAME: Final = "elasticsearch"  # of the engine in responses, and of the consumer that feeds it
