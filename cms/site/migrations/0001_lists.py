"""Indexes for the lists of the site, in the order in which it shows them.

The alphabet is spelled as in `cms.site.selectors`; a test holds the two together.
"""

from django.db import migrations

CREATE = """
CREATE INDEX site_list_by_title ON editions_publicdocument (
    lang, kind,
    (translate(lower(title), 'æøåÆØÅáčđŋšŧžÁČĐŊŠŦŽ', '{|}{|}acdnstzacdnstz') COLLATE "C"),
    content_id
) WHERE state = 'current';
CREATE INDEX site_list_by_review ON editions_publicdocument (lang, last_reviewed DESC, seq DESC)
    WHERE state = 'current';
CREATE INDEX site_list_by_topic ON editions_publicdocument USING gin (topics)
    WHERE state = 'current';
"""
DROP = "DROP INDEX site_list_by_title; DROP INDEX site_list_by_review; DROP INDEX site_list_by_topic;"


class Migration(migrations.Migration):
    dependencies = [("editions", "0005_sweep_hash")]

    operations = [migrations.RunSQL(CREATE, DROP)]
