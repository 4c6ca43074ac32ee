-- What a hold tells under this name; nothing where it is one of before, which had no such list.
CREATE OR REPLACE FUNCTION public.editions_told(facts jsonb, kind text)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT CASE jsonb_typeof(facts -> kind) WHEN 'array' THEN facts -> kind ELSE '[]' END
$function$;
