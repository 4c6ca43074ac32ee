-- The row of a page in the table of its kind holds its text. Where the page is public, or anybody has signed
-- it, that row stays, and the page stays of that kind.
CREATE OR REPLACE FUNCTION public.editions_keep_text()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    key bigint := to_jsonb(OLD) ->> TG_ARGV[0];
    is_there boolean := false;
BEGIN
    IF TG_TABLE_NAME <> 'wagtailcore_page' THEN
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I WHERE page_ptr_id = $1)', TG_TABLE_NAME)
           INTO is_there USING key;
    END IF;
    IF NOT is_there
       AND (EXISTS (SELECT 1 FROM editions_edition WHERE page_id = key)
            OR EXISTS (SELECT 1 FROM signoff_signoff WHERE page_id = key)) THEN
        PERFORM editions_refuse(format('Page %s has signed text: it keeps its text and its kind.', key));
    END IF;
    RETURN NULL;
END $function$;

CREATE CONSTRAINT TRIGGER editions_keep_text AFTER DELETE OR UPDATE OF page_ptr_id ON public.content_models_hubpage DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION editions_keep_text('page_ptr_id');

CREATE CONSTRAINT TRIGGER editions_keep_text AFTER DELETE OR UPDATE OF page_ptr_id ON public.content_models_illnesspage DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION editions_keep_text('page_ptr_id');

CREATE CONSTRAINT TRIGGER editions_keep_text AFTER DELETE OR UPDATE OF page_ptr_id ON public.content_models_lifestylepage DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION editions_keep_text('page_ptr_id');

CREATE CONSTRAINT TRIGGER editions_keep_text AFTER DELETE OR UPDATE OF page_ptr_id ON public.content_models_patientrightspage DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION editions_keep_text('page_ptr_id');

CREATE CONSTRAINT TRIGGER editions_keep_text AFTER DELETE OR UPDATE OF page_ptr_id ON public.content_models_treatmentpage DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION editions_keep_text('page_ptr_id');

CREATE CONSTRAINT TRIGGER editions_keep_text AFTER UPDATE ON public.wagtailcore_page DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((old.content_type_id IS DISTINCT FROM new.content_type_id)) EXECUTE FUNCTION editions_keep_text('id');
