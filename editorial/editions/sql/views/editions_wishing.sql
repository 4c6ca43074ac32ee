-- `hides`: the public reads its notice. A wish to withdraw hides whatever is read until it is done, and after that
-- what nothing in the log answers: no withdrawal, and no text that was signed after it and published when it was done.
-- (Who signs while a wish is written and not yet committed signs after it by the clock; that text was asked before, and an
-- outcome that is written meanwhile is no answer. A text is published to the second.) A wish that takes back a sign-off
-- hides while the edition that is read names that one, and nothing else. `waits`: it is not done, whatever
-- its outcome says. `stops`: no sign-off from before it counts; one that takes back a sign-off of a text that another
-- one had replaced by then has stopped nothing.
CREATE OR REPLACE VIEW editions_wishing AS
SELECT w.id AS wish_id, w.content_id, w.lang, w.wished_at, read.hides, NOT said.is_done OR read.hides AS waits,
       w.signoff_id IS NULL OR NOT EXISTS (
           SELECT 1 FROM editions_edition e
             JOIN editions_edition n ON n.content_id = e.content_id AND n.lang = e.lang AND n.number = e.number + 1
            WHERE e.content_id = w.content_id AND e.lang = w.lang AND w.signoff_id = ANY (e.signoff_ids)
              AND n.action <> 'withdrawn' AND w.signoff_id <> ALL (n.signoff_ids)) AS stops
  FROM editions_withdrawalwish w
 CROSS JOIN LATERAL (SELECT max(o.done_at) AS done_at, count(*) > 0 AS is_done
                       FROM editions_wishoutcome o WHERE o.wish_id = w.id) said
 CROSS JOIN LATERAL (SELECT EXISTS (
           SELECT 1 FROM editions_publicdocument d
            WHERE d.content_id = w.content_id AND d.lang = w.lang AND d.state = 'current'
              AND CASE WHEN w.signoff_id IS NOT NULL THEN w.signoff_id = ANY (
                       (SELECT e.signoff_ids FROM editions_edition e WHERE e.id = d.edition_id)::bigint[])
                  ELSE NOT said.is_done OR NOT EXISTS (
                       SELECT 1 FROM editions_edition e
                        WHERE e.content_id = w.content_id AND e.lang = w.lang AND e.number > w.number
                          AND (e.action = 'withdrawn' OR NOT EXISTS (
                              SELECT 1 FROM signoff_signoff s
                               WHERE s.id = ANY (e.signoff_ids)
                                 AND (s.signed_at <= w.wished_at
                                      OR s.signed_at <= said.done_at AND e.published_at <= said.done_at)))) END) AS hides OFFSET 0) read;
