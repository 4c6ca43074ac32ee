-- What can be read now but for its end: the rows themselves, so that lists are read from their indexes.
CREATE OR REPLACE VIEW editions_current AS
SELECT d.content_id, d.lang, d.seq, d.edition_id, d.page_id, d.number, d.state, d.status, d.kind, d.path, d.title,
       d.topics, d.audiences, d.codes, d.digest, d.clinical_digest, d.document, d.summary, d.public_until,
       d.last_reviewed, d.next_review_due, d.modified_at
  FROM editions_hiding d WHERE d.state = 'current' AND NOT d.hides;
