-- Has somebody asked for this because of a danger, and says the log less since then? That is so where something milder was
-- on its way there when the wish was committed.
CREATE OR REPLACE FUNCTION public.editions_is_unsaid(w editions_withdrawalwish)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT w.signoff_id IS NULL AND editions_is_danger(w.reason)
       AND EXISTS (SELECT 1 FROM editions_edition x
                    WHERE x.content_id = w.content_id AND x.lang = w.lang AND x.number > w.number)
       AND NOT EXISTS (SELECT 1 FROM editions_edition x
                        WHERE x.content_id = w.content_id AND x.lang = w.lang AND x.number > w.number
                          AND editions_answers_wish(x, w))
$function$;
