"""Whose words a text has: hands follow the words, by every route."""
