-- Is a sign-off that is taken back for this cause one of a text that may harm? `DANGERS` is the same in
-- editorial/signoff/models.py.
CREATE OR REPLACE FUNCTION public.signoff_is_danger(cause text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT coalesce(cause IN ('unsafe', 'recalled', 'foreign'), false)
$function$;
