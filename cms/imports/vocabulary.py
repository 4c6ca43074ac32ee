"""The topics and the audience that records name, made where they are missing."""

from django.utils.text import slugify

from cms.imports.mapping import rules
from cms.imports.planning import Plan
from content_models.taxonomy.models import Audience, Topic

MAX_TOPICS = 12


def vocabulary_write(plans: list[Plan]) -> dict[str, Topic]:
    """Make sure of every topic that the plans name; a name is given in the record's language only.

    What is published falls back to no other language, so a topic is as many-tongued as its records.
    """
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    for plan in plans:
        for name in plan.record.topics[:MAX_TOPICS]:
            slug, field = topic_slug(name), f"name_{plan.record.lang}"
            topic = topics.get(slug)
            if topic is None:
                topic = topics[slug] = Topic(slug=slug)
            if not getattr(topic, field):
                setattr(topic, field, name[:200])
                topic.save()
    audience, _created = Audience.objects.get_or_create(slug=rules().audience)
    for lang, name in rules().audience_names.items():
        if not audience.name_in(lang):
            setattr(audience, f"name_{lang}", name)
    audience.save()
    return topics


def topic_slug(name: str) -> str:
    """The identifier of a topic that a record names."""
    return slugify(name)[:100].strip("-") or "emne"
