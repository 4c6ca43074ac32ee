-- A page that becomes a language of another item, or an alias that becomes a page of its own, has the words
-- of that item or of its original.
CREATE OR REPLACE FUNCTION public.signoff_note_origin()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    sources bigint[];
BEGIN
    SELECT array_agg(g.id) INTO sources FROM wagtailcore_page g
     WHERE g.id <> NEW.id
       AND (g.translation_key = NEW.translation_key
            OR g.id IN (OLD.alias_of_id, NEW.alias_of_id));
    IF sources IS NOT NULL THEN
        PERFORM signoff_carry(sources, NEW.id, signoff_newest_revision(NEW.id));
    END IF;
    RETURN NULL;
END $function$;

CREATE TRIGGER signoff_note_origin AFTER UPDATE OF translation_key, alias_of_id ON public.wagtailcore_page FOR EACH ROW WHEN (((old.translation_key IS DISTINCT FROM new.translation_key) OR (old.alias_of_id IS DISTINCT FROM new.alias_of_id))) EXECUTE FUNCTION signoff_note_origin();
