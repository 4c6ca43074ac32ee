-- Who owned a page, or submitted it to a review, had it in hand, whoever is named there now: four eyes asks for the
-- people that are noted, and a row that names somebody else for a moment would leave no trace. An owner is noted with
-- the page's newest revision, as it is and not as the page says; a submitter with the review, for as long as it is one.
CREATE OR REPLACE FUNCTION public.signoff_note_holder()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF TG_TABLE_NAME = 'wagtailcore_page' THEN
        INSERT INTO signoff_contribution (page_id, revision_id, user_id, contributed_at, is_carried)
        VALUES (OLD.id, signoff_newest_revision(OLD.id), OLD.owner_id, helsekilde_moment(), true)
        ON CONFLICT DO NOTHING;
    ELSE
        INSERT INTO signoff_submitter (workflow_state_id, user_id) VALUES (OLD.id, OLD.requested_by_id)
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $function$;

CREATE TRIGGER signoff_note_holder AFTER UPDATE OF owner_id ON public.wagtailcore_page FOR EACH ROW WHEN (((old.owner_id IS NOT NULL) AND (old.owner_id IS DISTINCT FROM new.owner_id))) EXECUTE FUNCTION signoff_note_holder();

CREATE TRIGGER signoff_note_holder AFTER UPDATE OF requested_by_id ON public.wagtailcore_workflowstate FOR EACH ROW WHEN (((old.requested_by_id IS NOT NULL) AND (old.requested_by_id IS DISTINCT FROM new.requested_by_id))) EXECUTE FUNCTION signoff_note_holder();

CREATE TRIGGER signoff_note_holder_gone AFTER DELETE ON public.wagtailcore_workflowstate FOR EACH ROW WHEN ((old.requested_by_id IS NOT NULL)) EXECUTE FUNCTION signoff_note_holder();
