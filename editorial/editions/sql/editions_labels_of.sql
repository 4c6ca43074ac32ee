-- The labels that an edition carries, without what else older schemes kept beside them.
CREATE OR REPLACE FUNCTION public.editions_labels_of(envelope bytea)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT jsonb_build_object(
               'demonstration', coalesce((said ->> 'demonstration')::boolean, false),
               'machineTranslated', coalesce((said ->> 'machineTranslated')::boolean, false))
      FROM (SELECT convert_from(envelope, 'UTF8')::jsonb -> 'editorial' AS said) carried
$function$;
