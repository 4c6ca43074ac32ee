-- A revision that somebody signed keeps its text, its page and its author. One that is older than the last signed
-- one keeps its words too, and none is written behind it: whoever wrote before a signature is not asked whether they
-- wrote what is signed next.
CREATE OR REPLACE FUNCTION public.signoff_keep_revision()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.id = OLD.id AND NEW.content IS NOT DISTINCT FROM OLD.content
       AND NEW.object_id IS NOT DISTINCT FROM OLD.object_id
       AND NEW.base_content_type_id = OLD.base_content_type_id THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND EXISTS (SELECT 1 FROM signoff_signoff WHERE revision_id = OLD.id) THEN
        RAISE EXCEPTION 'Revision % is signed: its text can not be overwritten.', OLD.id
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    IF EXISTS (SELECT 1 FROM django_content_type k
                WHERE k.id = NEW.base_content_type_id AND k.app_label = 'wagtailcore' AND k.model = 'page')
       AND NEW.object_id ~ '^[0-9]{1,18}$' AND NEW.id < (
        SELECT max(s.revision_id) FROM signoff_signoff s WHERE s.page_id = NEW.object_id::bigint) THEN
        RAISE EXCEPTION 'Revision % is older than the one that was signed: write a new one.', NEW.id
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    RETURN NEW;
END $function$;

CREATE TRIGGER signoff_keep_revision BEFORE INSERT OR UPDATE ON public.wagtailcore_revision FOR EACH ROW EXECUTE FUNCTION signoff_keep_revision();
