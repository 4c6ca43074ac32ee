-- Whose a withdrawal is: who is named in it, and whoever wished for it where nothing before it in the log had answered
-- them. None of them is the second person who reads it.
CREATE OR REPLACE FUNCTION public.editions_writers(edition bigint)
 RETURNS bigint[]
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT coalesce(array_agg(DISTINCT found.who) FILTER (WHERE found.who IS NOT NULL), '{}')
      FROM editions_edition e
     CROSS JOIN LATERAL (
           SELECT e.actor_id AS who
            UNION ALL
           SELECT w.actor_id FROM editions_withdrawalwish w
            WHERE w.content_id = e.content_id AND w.lang = e.lang AND w.number < e.number
              AND w.reason = convert_from(e.envelope, 'UTF8')::jsonb #>> '{edition,withdrawal,reason}'
              AND NOT EXISTS (SELECT 1 FROM editions_edition x
                               WHERE x.content_id = e.content_id AND x.lang = e.lang
                                 AND x.number > w.number AND x.number < e.number
                                 AND editions_answers_wish(x, w))) found
     WHERE e.id = edition AND e.action = 'withdrawn'
$function$;
