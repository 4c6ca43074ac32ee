-- Does this withdrawal come before one for a danger that somebody asked for by then, and says something milder?
-- Readers were told of the danger from the wish on, and the log says what they were told. A wish is open where nothing
-- in the log answers it (`editions_answers_wish`). What takes a signature back is open while the edition before names
-- that, and is answered by a withdrawal that follows from a signature.
CREATE OR REPLACE FUNCTION public.editions_overtakes(e editions_edition, by_then timestamp with time zone)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT e.action = 'withdrawn' AND NOT editions_is_danger(said.reason) AND (
        EXISTS (
            SELECT 1 FROM editions_withdrawalwish w
             WHERE w.content_id = e.content_id AND w.lang = e.lang AND w.number < e.number AND w.wished_at < by_then
               AND CASE WHEN w.signoff_id IS NULL
                   THEN editions_is_danger(w.reason) AND NOT (said.reason = 'revoked' AND EXISTS (
                       SELECT 1 FROM signoff_signoffrevocation r
                        WHERE r.signoff_id = ANY (before.signoff_ids) AND signoff_is_danger(r.cause)))
                    AND NOT EXISTS (
                       SELECT 1 FROM editions_edition x
                        WHERE x.content_id = e.content_id AND x.lang = e.lang
                          AND x.number > w.number AND x.number < e.number AND editions_answers_wish(x, w))
                   ELSE said.reason <> 'revoked' AND signoff_is_danger(w.cause)
                    AND w.signoff_id = ANY (before.signoff_ids) END)
        OR said.reason <> 'revoked' AND EXISTS (
            SELECT 1 FROM editions_takingback t
             WHERE t.content_id = e.content_id AND t.lang = e.lang AND t.wished_at < by_then
               AND signoff_is_danger(t.cause) AND t.signoff_id = ANY (before.signoff_ids)))
      FROM editions_edition before,
           LATERAL (SELECT convert_from(e.envelope, 'UTF8')::jsonb #>> '{edition,withdrawal,reason}' AS reason) said
     WHERE before.content_id = e.content_id AND before.lang = e.lang AND before.number = e.number - 1
$function$;
