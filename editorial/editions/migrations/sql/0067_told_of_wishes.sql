-- What readers are told of sign-offs that were taken back, or are being taken back: one to each, for the gravest cause
-- that anybody gave who might, from when it was first given. It is so whatever the wish for it did besides: one that
-- hides the text which is read takes back the sign-off of its older editions, too. An edition may name the sign-off that
-- was not there when the wish was written.
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
(SELECT DISTINCT ON (t.content_id, t.lang, t.signoff_id) t.signoff_id, t.content_id, t.lang, t.is_danger,
        s.signer_name, s.signed_at, t.wished_at
   FROM (SELECT b.signoff_id, b.content_id, b.lang, b.cause IN ('unsafe', 'recalled', 'foreign') AS is_danger,
                b.wished_at, b.id, b.edition_id IS NOT NULL AS is_named
           FROM editions_takingback b
          UNION ALL
         SELECT w.signoff_id, w.content_id, w.lang, w.cause IN ('unsafe', 'recalled', 'foreign'), w.wished_at, w.id, false
           FROM editions_withdrawalwish w WHERE w.signoff_id IS NOT NULL) t
   JOIN signoff_signoff s ON s.id = t.signoff_id
  WHERE (t.is_named OR EXISTS (
            SELECT 1 FROM editions_edition e
             WHERE e.content_id = t.content_id AND e.lang = t.lang AND t.signoff_id = ANY (e.signoff_ids)))
    AND NOT EXISTS (SELECT 1 FROM editions_publicrevocation r WHERE r.signoff_id = t.signoff_id)
  ORDER BY t.content_id, t.lang, t.signoff_id, t.is_danger DESC, t.wished_at, t.id);
