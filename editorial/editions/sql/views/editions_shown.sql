-- What the public reads of each text, hidden ones too. What is told of those is what the log will have: of what hides
-- the gravest, then the oldest. A danger is one of the reasons of a withdrawal, or the cause for which a sign-off is
-- taken back.
CREATE OR REPLACE VIEW editions_shown AS
SELECT d.content_id, d.lang, d.seq, d.edition_id, d.page_id, d.number,
       CASE WHEN d.hides THEN 'withdrawn' ELSE d.state END AS state,
       CASE WHEN d.hides THEN 'withdrawn' ELSE d.status END AS status,
       d.kind, d.path, d.title, d.topics, d.audiences, d.codes,
       CASE WHEN d.hides THEN NULL ELSE d.digest END AS digest, d.clinical_digest,
       CASE WHEN NOT d.hides THEN d.document ELSE (
           SELECT editions_notice(d.document, said.reason, said.notice, said.replacement, said.wished_at)
             FROM (SELECT CASE WHEN w.reason IN ('unsafe', 'recalled')
                                 OR w.signoff_id IS NOT NULL AND w.cause IN ('unsafe', 'recalled', 'foreign') THEN 0
                               ELSE 1 END AS place, w.id, w.reason::text, w.notice, w.replacement, w.wished_at
                     FROM editions_wishing h JOIN editions_withdrawalwish w ON w.id = h.wish_id
                    WHERE h.content_id = d.content_id AND h.lang = d.lang AND h.hides
                    UNION ALL
                   SELECT 2, t.id, 'revoked', editions_default_notice(t.lang), NULL, t.wished_at
                     FROM editions_takingback t JOIN editions_edition e ON e.id = d.edition_id
                    WHERE t.content_id = d.content_id AND t.lang = d.lang AND t.signoff_id = ANY (e.signoff_ids)) said
            ORDER BY said.place, said.wished_at, said.id LIMIT 1) END AS document,
       d.summary,
       CASE WHEN d.hides THEN NULL ELSE d.public_until END AS public_until,
       d.last_reviewed, d.next_review_due, d.modified_at, d.hides AS is_hidden
  FROM editions_hiding d;
