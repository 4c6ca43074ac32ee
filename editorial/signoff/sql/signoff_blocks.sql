-- The identifiers of the blocks in a revision's body, as text that cannot fail to be read.
CREATE OR REPLACE FUNCTION public.signoff_blocks(content jsonb)
 RETURNS uuid[]
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT coalesce(array_agg(DISTINCT found[1]::uuid), '{}')
      FROM regexp_matches(coalesce(content ->> 'body', ''),
                          '"id": ?"([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})"', 'g') found
$function$;
