"""Topics, as the articles that can be read carry them. As the public role."""

import json
from dataclasses import dataclass

from cms.site.selectors import READABLE, rows_of

# A topic is called what the newest edition that carries it calls it: that name was signed.
_TOPICS = """
WITH carried AS (
    SELECT unnest(d.topics) AS topic, d.seq FROM editions_current d
     WHERE d.lang = %(lang)s AND {readable}),
newest AS (SELECT topic, max(seq) AS seq, count(*) AS articles FROM carried GROUP BY topic)
SELECT n.topic, convert_from(d.summary, 'UTF8')::jsonb -> 'topics', n.articles
  FROM newest n JOIN editions_current d ON d.seq = n.seq
"""
_TOPIC_LANGUAGES = """
SELECT DISTINCT d.lang FROM editions_current d
 WHERE d.topics @> ARRAY[%(topic)s]::text[] AND {readable}
"""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic with its name in one language and the number of articles that carry it."""

    id: str
    name: str
    articles: int


def topics(*, lang: str) -> tuple[Topic, ...]:
    """Every topic that something public carries in this language, by name."""
    rows = rows_of(_TOPICS.format(readable=READABLE), {"lang": lang})
    found = []
    for topic, carried, articles in rows:
        values = json.loads(carried) if isinstance(carried, str) else carried
        name = next((value["name"] for value in values if value["id"] == topic), topic)
        found.append(Topic(id=topic, name=name, articles=articles))
    return tuple(sorted(found, key=lambda topic: topic.name.casefold()))


def topic_languages(*, topic: str) -> tuple[str, ...]:
    """The languages in which something public carries the topic."""
    return tuple(
        row[0] for row in rows_of(_TOPIC_LANGUAGES.format(readable=READABLE), {"topic": topic})
    )
