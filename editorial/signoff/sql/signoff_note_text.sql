-- While a review runs, each revision that makes the text another one than it was is noted, on every route that saves
-- one: a text that was changed and changed back is not the one that was signed before, whether a step had it in
-- between, whether it was written over (autosave does) or deleted. Compared with the revision before it, and with
-- what the same revision held.
CREATE OR REPLACE FUNCTION public.signoff_note_text()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    words jsonb;
    before jsonb;
BEGIN
    IF NEW.object_id !~ '^[0-9]{1,18}$'
       OR TG_OP = 'UPDATE' AND (NEW.id, NEW.content, NEW.object_id, NEW.base_content_type_id)
                               IS NOT DISTINCT FROM (OLD.id, OLD.content, OLD.object_id, OLD.base_content_type_id)
       OR NOT EXISTS (SELECT 1 FROM wagtailcore_workflowstate w
                       WHERE w.base_content_type_id = NEW.base_content_type_id AND w.object_id = NEW.object_id
                         AND w.status NOT IN ('approved', 'cancelled'))
       OR NOT EXISTS (SELECT 1 FROM django_content_type c WHERE c.id = NEW.base_content_type_id
                         AND c.app_label = 'wagtailcore' AND c.model = 'page') THEN
        RETURN NULL;
    END IF;
    words := content_models_clinical(NEW.content);
    SELECT content_models_clinical(r.content) INTO before FROM wagtailcore_revision r
     WHERE r.base_content_type_id = NEW.base_content_type_id AND r.object_id = NEW.object_id AND r.id < NEW.id
     ORDER BY r.id DESC LIMIT 1;
    IF before IS NOT NULL AND before IS DISTINCT FROM words
       OR TG_OP = 'UPDATE' AND content_models_clinical(OLD.content) IS DISTINCT FROM words THEN
        INSERT INTO signoff_textchange (page_id, revision_id, changed_at)
        VALUES (NEW.object_id::bigint, NEW.id, helsekilde_moment()) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $function$;

CREATE TRIGGER signoff_note_text AFTER INSERT OR UPDATE ON public.wagtailcore_revision FOR EACH ROW EXECUTE FUNCTION signoff_note_text();
