-- Whose hand is in a revision: noted on every route that writes one, autosave included.
CREATE OR REPLACE FUNCTION public.signoff_note_contribution()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF NEW.user_id IS NOT NULL AND EXISTS (
        SELECT 1 FROM django_content_type
         WHERE id = NEW.base_content_type_id AND app_label = 'wagtailcore' AND model = 'page'
    ) THEN
        INSERT INTO signoff_contribution (page_id, revision_id, user_id, contributed_at)
        VALUES (NEW.object_id::bigint, NEW.id, NEW.user_id, helsekilde_now())
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $function$;

CREATE TRIGGER signoff_note_contribution AFTER INSERT OR UPDATE OF content, user_id ON public.wagtailcore_revision FOR EACH ROW EXECUTE FUNCTION signoff_note_contribution();
