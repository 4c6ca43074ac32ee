-- A withdrawal needs no sign-off, so it may say nothing new: it follows an edition that is public, and
-- its title is the one that was signed.
CREATE OR REPLACE FUNCTION public.editions_check_withdrawal(e editions_edition, art jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    before record;
BEGIN
    SELECT action, convert_from(article, 'UTF8')::jsonb ->> 'title' AS title INTO before
      FROM editions_edition
     WHERE content_id = e.content_id AND lang = e.lang AND number < e.number
     ORDER BY number DESC LIMIT 1;
    IF before.action IS NULL OR before.action = 'withdrawn' THEN
        PERFORM editions_refuse('There is nothing public to withdraw.');
    END IF;
    IF art ->> 'title' IS DISTINCT FROM before.title
       OR (SELECT array_agg(k ORDER BY k) FROM jsonb_object_keys(art) k)
          <> ARRAY['lang', 'title', 'type'] THEN
        PERFORM editions_refuse('A withdrawal carries the signed title and no other text.');
    END IF;
END $function$;
