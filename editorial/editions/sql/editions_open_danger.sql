-- The wish to withdraw this text for a danger that waits when this edition is written: of those that nothing in the log
-- answers the first, which is what readers are told meanwhile. Nothing where none waits.
CREATE OR REPLACE FUNCTION public.editions_open_danger(e editions_edition)
 RETURNS editions_withdrawalwish
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT w FROM editions_withdrawalwish w
     WHERE w.content_id = e.content_id AND w.lang = e.lang AND w.number < e.number
       AND w.signoff_id IS NULL AND editions_is_danger(w.reason)
       AND NOT EXISTS (
           SELECT 1 FROM editions_edition x
            WHERE x.content_id = e.content_id AND x.lang = e.lang AND x.number > w.number AND x.number < e.number
              AND editions_answers_wish(x, w))
     ORDER BY w.wished_at, w.id LIMIT 1
$function$;
