-- Until when a text is promised to be shown, by its editions up to this number (all of them: NULL): to the end that the
-- newest of them has. One without an end is promised to the furthest end that it had since it was last signed, to its
-- next review, and for a day from now: an end that is taken away makes no way for a sooner one. Whoever may not
-- unpublish lets it end no sooner (`editions_check_actor`, `is_shortened`). NULL where nothing of it stands.
CREATE OR REPLACE FUNCTION public.editions_promised(item uuid, language text, upto integer)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    WITH newest AS (
        SELECT n.number, n.public_until FROM editions_edition n
         WHERE n.content_id = item AND n.lang = language AND (upto IS NULL OR n.number <= upto)
         ORDER BY n.number DESC LIMIT 1
    ), signed AS (
        SELECT max(s.number) AS number FROM editions_edition s
         WHERE s.content_id = item AND s.lang = language AND s.action IN ('published', 'reaffirmed', 'withdrawn')
           AND s.number <= (SELECT number FROM newest)
    )
    SELECT coalesce(newest.public_until, greatest(
               max(coalesce(e.public_until, helsekilde_day_begins(e.next_review_due))),
               max(helsekilde_day_begins(e.next_review_due)),
               helsekilde_now() + interval '1 day'))
      FROM newest, signed, editions_edition e
     WHERE e.content_id = item AND e.lang = language AND e.number BETWEEN signed.number AND newest.number
     GROUP BY newest.public_until
    HAVING bool_and(e.action <> 'withdrawn')
$function$;
