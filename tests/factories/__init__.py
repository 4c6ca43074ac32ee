"""Drafts and people. A live page comes from the `published` fixture alone."""
