"""The embedded index: an inverted index in PostgreSQL, written in the publishing transaction.

What is read of it only ranks: titles, snippets and states that are shown come from the public
documents, so a stale row here can hide nothing and reveal nothing.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class IndexedDocument(models.Model):
    """One item in one language. `names` are the stems of its title and synonyms, one a line."""

    content_id = models.CharField(max_length=120)
    lang = models.CharField(max_length=2)
    family = models.CharField(max_length=2)
    kind = models.CharField(max_length=30)
    number = models.PositiveIntegerField(default=0)
    title = models.TextField()
    names = models.TextField()
    topics = ArrayField(models.TextField())
    audiences = ArrayField(models.TextField())
    codes = ArrayField(models.TextField())
    length = models.FloatField()
    name_length = models.FloatField()

    class Meta:
        db_table = "search_document"
        verbose_name = _("indexed document")
        verbose_name_plural = _("indexed documents")
        constraints = [
            models.UniqueConstraint(fields=["content_id", "lang"], name="search_document_once")
        ]

    def __str__(self) -> str:
        return f"{self.lang} {self.title}"


class Posting(models.Model):
    """A term in a document. Frequencies and lengths stand in the row, so that one index answers.

    There is no table of document frequencies: a row for each term would be written by every
    publication that uses the term, and deadlocked. They are counted inside the query.
    """

    pk = models.CompositePrimaryKey("family", "term", "doc")
    family = models.CharField(max_length=2)
    term = models.CharField(max_length=60)
    doc = models.IntegerField()
    tf = models.FloatField()
    ttf = models.FloatField()
    dl = models.FloatField()
    tl = models.FloatField()

    class Meta:
        db_table = "search_posting"
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        indexes = [models.Index(fields=["doc"], name="search_posting_doc")]

    def __str__(self) -> str:
        return f"{self.family} {self.term} {self.doc}"


class Spelling(models.Model):
    """A word of the index under each form that lacks one or two of its letters.

    Two publications may write the same new word at once; neither waits for the other, for nothing
    here is unique. A rebuild clears such doubles and words that no document uses any more.
    """

    family = models.CharField(max_length=2)
    key = models.CharField(max_length=40)
    word = models.CharField(max_length=40)

    class Meta:
        db_table = "search_spelling"
        verbose_name = _("spelling")
        verbose_name_plural = _("spellings")
        indexes = [
            models.Index(fields=["family", "key"], include=["word"], name="search_spelling_key")
        ]

    def __str__(self) -> str:
        return self.word


class Word(models.Model):
    """A word of the index as it is written, for suggestions and to know it for spelt."""

    family = models.CharField(max_length=2)
    word = models.CharField(max_length=40)
    is_name = models.BooleanField(default=False)

    class Meta:
        db_table = "search_word"
        verbose_name = _("word")
        verbose_name_plural = _("words")
        indexes = [
            models.Index(fields=["family", "word"], include=["is_name"], name="search_word_word")
        ]

    def __str__(self) -> str:
        return self.word


class Name(models.Model):
    """A title or synonym from one of its words on, for suggestions; `place` says which of these."""

    family = models.CharField(max_length=2)
    key = models.CharField(max_length=80, db_collation="C")
    place = models.PositiveSmallIntegerField()
    doc = models.IntegerField()

    class Meta:
        db_table = "search_name"
        verbose_name = _("name")
        verbose_name_plural = _("names")
        indexes = [
            models.Index(
                fields=["family", "key"], include=["place", "doc"], name="search_name_key"
            ),
            models.Index(fields=["doc"], name="search_name_doc"),
        ]

    def __str__(self) -> str:
        return self.key
