-- Is what this wish asks for in the log with this edition, or is it a text that was signed after it and published when
-- it was done? (As `editions_wishing` has it: who signs while a wish is written and not yet committed signs after it by
-- the clock, and that text was asked before.) A wish for a danger is answered by a withdrawal that says one, and by one
-- that follows from a signature which was taken back for one: after any other the danger is said again
-- (`editions_check_withdrawal`).
CREATE OR REPLACE FUNCTION public.editions_answers_wish(x editions_edition, w editions_withdrawalwish)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT CASE
        WHEN x.content_id <> w.content_id OR x.lang <> w.lang OR x.number <= w.number THEN false
        WHEN x.action <> 'withdrawn' THEN EXISTS (
            SELECT 1 FROM editions_wishoutcome o
             WHERE o.wish_id = w.id AND NOT EXISTS (
                   SELECT 1 FROM signoff_signoff s
                    WHERE s.id = ANY (x.signoff_ids)
                      AND (s.signed_at <= w.wished_at OR s.signed_at <= o.done_at AND x.published_at <= o.done_at)))
        WHEN w.signoff_id IS NOT NULL OR NOT editions_is_danger(w.reason) THEN true
        ELSE editions_is_danger(said.reason) OR said.reason = 'revoked' AND EXISTS (
            SELECT 1 FROM editions_edition before
              JOIN signoff_signoffrevocation r ON r.signoff_id = ANY (before.signoff_ids)
             WHERE before.content_id = x.content_id AND before.lang = x.lang AND before.number = x.number - 1
               AND signoff_is_danger(r.cause)) END
      FROM (SELECT convert_from(x.envelope, 'UTF8')::jsonb #>> '{edition,withdrawal,reason}' AS reason) said
$function$;
