-- Which pictures an edition shows: a picture may be fetched only while an edition that shows it may be
-- read. The bytes of an article are never changed, so what is made of them is never out of date.
CREATE OR REPLACE FUNCTION public.editions_pictures(article bytea)
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    RETURN ARRAY(SELECT DISTINCT m ->> 'sha256'
                   FROM jsonb_path_query(convert_from(article, 'UTF8')::jsonb, '$.sections[*].blocks[*].media') m
                  WHERE m ? 'sha256');
END $function$;
