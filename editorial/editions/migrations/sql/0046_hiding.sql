-- A text is hidden from the commit of whatever comes last: the edition, or the wish that takes back a sign-off of it.

-- What the public reads of a text that nobody wrote a line for: the house's words, as `default_notice` in
-- editorial/editions/withdrawal.py has them.
CREATE OR REPLACE FUNCTION public.editions_default_notice(lang text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT CASE lang
           WHEN 'nb' THEN 'Denne siden er trukket tilbake og skal ikke lenger brukes.'
           WHEN 'nn' THEN 'Denne sida er trekt tilbake og skal ikkje lenger brukast.'
           WHEN 'se' THEN 'Dát siidu lea gessojuvvon ruovttoluotta iige galgga šat geavahuvvot.'
           ELSE 'This page has been withdrawn and is no longer to be used.' END
$function$;

-- Which texts are hidden, once for each row and for all who ask: a column of a row that is read by itself, and no part
-- of what a list is sorted or found by. (OFFSET 0 keeps it from being worked into each condition.) A text is hidden by
-- a wish to withdraw that waits, or that nothing in the log answers, and by a wish to take back a sign-off that the
-- edition names which is read now: whichever of them was committed last, and whatever was asked before the other was.
CREATE OR REPLACE VIEW editions_hiding AS
SELECT d.content_id, d.lang, d.seq, d.edition_id, d.page_id, d.number, d.state, d.status, d.kind, d.path, d.title,
       d.topics, d.audiences, d.codes, d.digest, d.clinical_digest, d.document, d.summary, d.public_until,
       d.last_reviewed, d.next_review_due, d.modified_at, wish.hides
  FROM editions_publicdocument d
 CROSS JOIN LATERAL (SELECT d.state = 'current' AND (EXISTS (
           SELECT 1 FROM editions_withdrawalwish w
            WHERE w.content_id = d.content_id AND w.lang = d.lang
              AND (NOT EXISTS (SELECT 1 FROM editions_wishoutcome o WHERE o.wish_id = w.id) OR NOT EXISTS (
                SELECT 1 FROM editions_edition e
                 WHERE e.content_id = w.content_id AND e.lang = w.lang AND e.number > w.number
                   AND (e.action = 'withdrawn' OR NOT EXISTS (
                       SELECT 1 FROM signoff_signoff s
                        WHERE s.id = ANY (e.signoff_ids) AND s.signed_at <= w.wished_at)))))
        OR EXISTS (
           SELECT 1 FROM editions_takingback t
            WHERE t.content_id = d.content_id AND t.lang = d.lang AND t.signoff_id = ANY (
                  (SELECT e.signoff_ids FROM editions_edition e WHERE e.id = d.edition_id)::bigint[]))) AS hides OFFSET 0) wish;

-- As before, over it. What is told is what the log will have: of what waits the gravest, then the oldest.
CREATE OR REPLACE VIEW editions_shown AS
SELECT d.content_id, d.lang, d.seq, d.edition_id, d.page_id, d.number,
       CASE WHEN d.hides THEN 'withdrawn' ELSE d.state END AS state,
       CASE WHEN d.hides THEN 'withdrawn' ELSE d.status END AS status,
       d.kind, d.path, d.title, d.topics, d.audiences, d.codes,
       CASE WHEN d.hides THEN NULL ELSE d.digest END AS digest, d.clinical_digest,
       CASE WHEN NOT d.hides THEN d.document ELSE (
           SELECT editions_notice(d.document, said.reason, said.notice, said.replacement, said.wished_at)
             FROM (SELECT CASE WHEN o.wish_id IS NOT NULL THEN 3
                               WHEN w.reason IN ('unsafe', 'recalled') OR w.cause IN ('unsafe', 'recalled', 'foreign') THEN 0
                               ELSE 1 END AS place, w.id, w.reason::text, w.notice, w.replacement, w.wished_at
                     FROM editions_withdrawalwish w LEFT JOIN editions_wishoutcome o ON o.wish_id = w.id
                    WHERE w.content_id = d.content_id AND w.lang = d.lang
                    UNION ALL
                   SELECT 2, t.id, 'revoked', editions_default_notice(t.lang), NULL, t.wished_at
                     FROM editions_takingback t JOIN editions_edition e ON e.id = d.edition_id
                    WHERE t.content_id = d.content_id AND t.lang = d.lang AND t.signoff_id = ANY (e.signoff_ids)) said
            ORDER BY said.place, said.id LIMIT 1) END AS document,
       d.summary,
       CASE WHEN d.hides THEN NULL ELSE d.public_until END AS public_until,
       d.last_reviewed, d.next_review_due, d.modified_at, d.hides AS is_hidden
  FROM editions_hiding d;

-- What readers are told of sign-offs that were taken back, or are being taken back: one to each, for the gravest cause
-- that anybody gave who might. An edition may name the sign-off that was not there when the wish was written.
CREATE OR REPLACE VIEW editions_takenback AS
SELECT r.signoff_id, r.content_id, r.lang,
       r.is_danger
       OR EXISTS (SELECT 1 FROM editions_takingback t
                   WHERE t.signoff_id = r.signoff_id AND t.cause IN ('unsafe', 'recalled', 'foreign'))
       OR EXISTS (SELECT 1 FROM editions_withdrawalwish w
                   WHERE w.signoff_id = r.signoff_id AND w.cause IN ('unsafe', 'recalled', 'foreign')) AS is_danger,
       r.signer_name, r.signed_at, r.revoked_at
  FROM editions_publicrevocation r
 UNION ALL
(SELECT DISTINCT ON (t.content_id, t.lang, t.signoff_id) t.signoff_id, t.content_id, t.lang, t.cause IN ('unsafe', 'recalled', 'foreign'),
        s.signer_name, s.signed_at, t.wished_at
   FROM editions_takingback t JOIN signoff_signoff s ON s.id = t.signoff_id
  WHERE (t.edition_id IS NOT NULL OR EXISTS (
            SELECT 1 FROM editions_edition e
             WHERE e.content_id = t.content_id AND e.lang = t.lang AND t.signoff_id = ANY (e.signoff_ids)))
    AND NOT EXISTS (SELECT 1 FROM editions_publicrevocation r WHERE r.signoff_id = t.signoff_id)
  ORDER BY t.content_id, t.lang, t.signoff_id, t.cause IN ('unsafe', 'recalled', 'foreign') DESC, t.id);
