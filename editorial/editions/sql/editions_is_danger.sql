-- Does this reason of a withdrawal say that the text may harm? `DANGERS` is the same in editorial/editions/rules.py.
CREATE OR REPLACE FUNCTION public.editions_is_danger(reason text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT coalesce(reason IN ('unsafe', 'recalled'), false)
$function$;
