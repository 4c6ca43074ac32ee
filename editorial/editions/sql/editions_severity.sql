-- How urgent an edition is to a partner. A signature that was taken back does not say why: the worst is assumed.
CREATE OR REPLACE FUNCTION public.editions_severity(action text, reason text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT CASE WHEN action = 'withdrawn'
                THEN CASE WHEN editions_is_danger(reason) OR reason = 'revoked' THEN 'safety' ELSE 'major' END
                WHEN action = 'published' THEN 'major' ELSE 'minor' END
$function$;
