-- A warning label warns: it may be put on at any time, and comes off only under sign-offs that are younger
-- than every edition that carried it.
CREATE OR REPLACE FUNCTION public.editions_drops_label(envelope bytea, demonstration boolean, machine_translated boolean)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT coalesce((label ->> 'demonstration')::boolean, false) AND NOT demonstration
           OR coalesce((label ->> 'machineTranslated')::boolean, false) AND NOT machine_translated
      FROM (SELECT convert_from(envelope, 'UTF8')::jsonb -> 'editorial' AS label) AS carried
$function$;
