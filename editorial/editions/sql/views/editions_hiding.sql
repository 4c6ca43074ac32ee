-- Which texts are hidden, once for each row and for all who ask: a column of a row that is read by itself, and no part
-- of what a list is sorted or found by. (OFFSET 0 keeps it from being worked into each condition.) A text is hidden by
-- what a wish hides, and by a wish to take back a sign-off that the edition names which is read now: whichever of them
-- was committed last, and whatever was asked before the other was.
CREATE OR REPLACE VIEW editions_hiding AS
SELECT d.content_id, d.lang, d.seq, d.edition_id, d.page_id, d.number, d.state, d.status, d.kind, d.path, d.title,
       d.topics, d.audiences, d.codes, d.digest, d.clinical_digest, d.document, d.summary, d.public_until,
       d.last_reviewed, d.next_review_due, d.modified_at, wish.hides
  FROM editions_publicdocument d
 CROSS JOIN LATERAL (SELECT d.state = 'current' AND (EXISTS (
           SELECT 1 FROM editions_wishing w WHERE w.content_id = d.content_id AND w.lang = d.lang AND w.hides)
        OR EXISTS (
           SELECT 1 FROM editions_takingback t
            WHERE t.content_id = d.content_id AND t.lang = d.lang AND t.signoff_id = ANY (
                  (SELECT e.signoff_ids FROM editions_edition e WHERE e.id = d.edition_id)::bigint[]))) AS hides OFFSET 0) wish;
