-- Who answers for words that an account of the house wrote down has a hand in them.
CREATE OR REPLACE FUNCTION public.signoff_note_attribution()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    INSERT INTO signoff_contribution (page_id, revision_id, user_id, contributed_at, is_carried)
    SELECT r.object_id::bigint, r.id, NEW.user_id, helsekilde_moment(), true
      FROM wagtailcore_revision r JOIN django_content_type t ON t.id = r.base_content_type_id
     WHERE r.id = NEW.revision_id AND t.app_label = 'wagtailcore' AND t.model = 'page'
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $function$;

CREATE TRIGGER signoff_note_attribution AFTER INSERT ON public.signoff_attribution FOR EACH ROW EXECUTE FUNCTION signoff_note_attribution();
