"""Elasticsearch 8, for more documents and more load. The only room that imports its client."""
