-- Which texts a wish hides, once for each row and for all who ask: a column of a row that is read by itself, and
-- no part of what a list is sorted or found by. (OFFSET 0 keeps it from being worked into each condition.)
CREATE VIEW editions_hiding AS
SELECT d.content_id, d.lang, d.seq, d.edition_id, d.page_id, d.number, d.state, d.status, d.kind, d.path, d.title,
       d.topics, d.audiences, d.codes, d.digest, d.clinical_digest, d.document, d.summary, d.public_until,
       d.last_reviewed, d.next_review_due, d.modified_at, wish.hides
  FROM editions_publicdocument d
 CROSS JOIN LATERAL (SELECT d.state = 'current' AND EXISTS (
           SELECT 1 FROM editions_withdrawalwish w
            WHERE w.content_id = d.content_id AND w.lang = d.lang AND NOT EXISTS (
                SELECT 1 FROM editions_edition e
                 WHERE e.content_id = w.content_id AND e.lang = w.lang AND e.number > w.number
                   AND (e.action = 'withdrawn' OR NOT EXISTS (
                       SELECT 1 FROM signoff_signoff s
                        WHERE s.id = ANY (e.signoff_ids) AND s.signed_at <= w.wished_at)))) AS hides OFFSET 0) wish;

-- As before, over it.
CREATE OR REPLACE VIEW editions_shown AS
SELECT d.content_id, d.lang, d.seq, d.edition_id, d.page_id, d.number,
       CASE WHEN d.hides THEN 'withdrawn' ELSE d.state END AS state,
       CASE WHEN d.hides THEN 'withdrawn' ELSE d.status END AS status,
       d.kind, d.path, d.title, d.topics, d.audiences, d.codes,
       CASE WHEN d.hides THEN NULL ELSE d.digest END AS digest, d.clinical_digest,
       CASE WHEN NOT d.hides THEN d.document ELSE (
           SELECT editions_notice(d.document, w.reason, w.notice, w.replacement, w.wished_at)
             FROM editions_withdrawalwish w WHERE w.content_id = d.content_id AND w.lang = d.lang
            ORDER BY w.id DESC LIMIT 1) END AS document,
       d.summary,
       CASE WHEN d.hides THEN NULL ELSE d.public_until END AS public_until,
       d.last_reviewed, d.next_review_due, d.modified_at, d.hides AS is_hidden
  FROM editions_hiding d;

-- What can be read now but for its end: the rows themselves, so that lists are read from their indexes.
CREATE VIEW editions_current AS
SELECT d.content_id, d.lang, d.seq, d.edition_id, d.page_id, d.number, d.state, d.status, d.kind, d.path, d.title,
       d.topics, d.audiences, d.codes, d.digest, d.clinical_digest, d.document, d.summary, d.public_until,
       d.last_reviewed, d.next_review_due, d.modified_at
  FROM editions_hiding d WHERE d.state = 'current' AND NOT d.hides;
