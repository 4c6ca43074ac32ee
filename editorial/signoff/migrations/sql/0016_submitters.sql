-- The number of a page's newest revision, 0 before the first: read from the revisions, and not from what the page says.
CREATE OR REPLACE FUNCTION public.signoff_newest_revision(page bigint)
 RETURNS bigint
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT coalesce(max(r.id), 0) FROM wagtailcore_revision r
      JOIN django_content_type c ON c.id = r.base_content_type_id AND c.app_label = 'wagtailcore' AND c.model = 'page'
     WHERE r.object_id = page::text
$function$;

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
        VALUES (OLD.id, signoff_newest_revision(OLD.id), OLD.owner_id, helsekilde_now(), true)
        ON CONFLICT DO NOTHING;
    ELSE
        INSERT INTO signoff_submitter (workflow_state_id, user_id) VALUES (OLD.id, OLD.requested_by_id)
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $function$;

CREATE TRIGGER signoff_note_holder_gone AFTER DELETE ON public.wagtailcore_workflowstate FOR EACH ROW WHEN ((old.requested_by_id IS NOT NULL)) EXECUTE FUNCTION signoff_note_holder();

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

CREATE TRIGGER submitter_append_only BEFORE DELETE OR UPDATE ON public.signoff_submitter FOR EACH ROW EXECUTE FUNCTION signoff_append_only();
CREATE TRIGGER submitter_no_truncate BEFORE TRUNCATE ON public.signoff_submitter FOR EACH STATEMENT EXECUTE FUNCTION signoff_append_only();
