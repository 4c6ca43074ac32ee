-- A revision that somebody signed keeps its text, its page and its author.
CREATE OR REPLACE FUNCTION public.signoff_keep_revision()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF (NEW.content IS DISTINCT FROM OLD.content OR NEW.object_id IS DISTINCT FROM OLD.object_id)
       AND EXISTS (SELECT 1 FROM signoff_signoff WHERE revision_id = OLD.id) THEN
        RAISE EXCEPTION 'Revision % is signed: its text can not be overwritten.', OLD.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $function$;

CREATE TRIGGER signoff_keep_revision BEFORE UPDATE ON public.wagtailcore_revision FOR EACH ROW EXECUTE FUNCTION signoff_keep_revision();
