-- The last hold that a decision, other than the one that is being checked, has answered.
CREATE OR REPLACE FUNCTION public.editions_answered(but bigint)
 RETURNS bigint
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT coalesce(max(hold_id), 0) FROM editions_restoration WHERE id <> but
$function$;
