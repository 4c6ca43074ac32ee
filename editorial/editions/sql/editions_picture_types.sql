-- What a picture may be served as: the types of the files that the door for pictures writes, and nothing that is a page
-- or holds a script. A test holds this to `CONTENT_TYPES` in content_models/projection/media.py.
CREATE OR REPLACE FUNCTION public.editions_picture_types()
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT '{image/gif,image/jpeg,image/png,image/webp}'::text[]
$function$;
