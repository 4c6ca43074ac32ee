-- What goes on the clock is asked what an edition is asked, by the same function, and a page that is public or
-- that anybody has signed keeps its text.

-- The values of a revision that a clinician signs: all but those of Wagtail's bookkeeping and of the editors.
-- Rows of lists are named by the page that holds them and by a number that the first save gives; neither is
-- said to anybody. The body is a text in which the same JSON may be written in two ways.
CREATE FUNCTION editions_signed_words(content jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT jsonb_object_agg(field.key, CASE
               WHEN field.key = 'body' AND jsonb_typeof(field.value) = 'string'
               THEN (field.value #>> '{}')::jsonb
               WHEN jsonb_typeof(field.value) <> 'array' THEN field.value ELSE (
               SELECT coalesce(jsonb_agg(CASE WHEN jsonb_typeof(item) = 'object'
                                              THEN item - ARRAY['pk', 'page', 'sort_order'] ELSE item END
                                         ORDER BY place), '[]')
                 FROM jsonb_array_elements(field.value) WITH ORDINALITY AS list (item, place)) END)
      FROM jsonb_each(content) AS field
     WHERE field.key <> ALL (ARRAY[
               'pk', 'path', 'depth', 'numchild', 'latest_revision', 'latest_revision_created_at', 'live',
               'live_revision', 'has_unpublished_changes', 'first_published_at', 'last_published_at',
               'go_live_at', 'expire_at', 'expired', 'locked', 'locked_at', 'locked_by', 'owner', 'alias_of',
               'draft_title', 'slug', 'url_path', 'seo_title', 'search_description', 'show_in_menus',
               'comments', 'wagtail_admin_comments', 'index_entries', 'demonstration', 'machine_translated',
               'import_source', 'import_id', 'import_hash'])
$$;

-- At commit: a revision that stands on the clock carries words that were signed, by sign-offs that would carry
-- an edition of them now. They were given for this revision or for another one of the page with the same words.
CREATE FUNCTION editions_check_schedule() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    planned record;
    given record;
    said text := 'Not signed.';
BEGIN
    SELECT r.id, r.content, g.id AS page_id, g.translation_key, l.language_code, c.app_label INTO planned
      FROM wagtailcore_revision r
      JOIN django_content_type b ON b.id = r.base_content_type_id
                                AND b.app_label = 'wagtailcore' AND b.model = 'page'
      JOIN wagtailcore_page g ON g.id::text = r.object_id
      JOIN wagtailcore_locale l ON l.id = g.locale_id
      JOIN django_content_type c ON c.id = g.content_type_id
     WHERE r.id = NEW.id AND r.approved_go_live_at IS NOT NULL FOR SHARE OF g;
    IF planned.id IS NULL OR planned.app_label <> 'content_models' THEN
        RETURN NULL;
    END IF;
    FOR given IN
        SELECT s.clinical_digest, s.clinical_scheme, array_agg(s.id ORDER BY s.id) AS ids
          FROM signoff_signoff s
          JOIN wagtailcore_revision r ON r.id = s.revision_id
          LEFT JOIN wagtailcore_taskstate t ON t.id = s.task_state_id
         WHERE s.page_id = planned.page_id AND s.content_id = planned.translation_key
           AND s.lang = planned.language_code
           AND (r.id = planned.id
                OR editions_signed_words(r.content) = editions_signed_words(planned.content))
           AND NOT EXISTS (SELECT 1 FROM signoff_signoffrevocation x WHERE x.signoff_id = s.id)
         GROUP BY s.clinical_digest, s.clinical_scheme, coalesce(t.workflow_state_id, -s.revision_id)
         ORDER BY max(s.signed_at) DESC
    LOOP
        BEGIN
            PERFORM editions_check_signoffs(jsonb_populate_record(NULL::editions_edition, jsonb_build_object(
                'content_id', planned.translation_key, 'lang', planned.language_code,
                'number', 2147483647, 'action', 'published', 'page_id', planned.page_id,
                'risk_class', planned.content ->> 'risk_class', 'signoff_ids', to_jsonb(given.ids),
                'clinical_digest', given.clinical_digest, 'clinical_scheme', given.clinical_scheme,
                'published_at', helsekilde_now(),
                'envelope', '\x' || encode(convert_to(jsonb_build_object('editorial', jsonb_build_object(
                    'demonstration', planned.content -> 'demonstration',
                    'machineTranslated', planned.content -> 'machine_translated'))::text, 'UTF8'), 'hex'))));
            RETURN NULL;
        EXCEPTION WHEN insufficient_privilege THEN
            said := SQLERRM;
        END;
    END LOOP;
    PERFORM editions_refuse(format('Revision %s cannot stand on the clock. %s', NEW.id, said));
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER editions_check_schedule_on_insert AFTER INSERT ON wagtailcore_revision
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.approved_go_live_at IS NOT NULL)
    EXECUTE FUNCTION editions_check_schedule();
CREATE CONSTRAINT TRIGGER editions_check_schedule_on_update AFTER UPDATE ON wagtailcore_revision
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.approved_go_live_at IS NOT NULL
          AND (OLD.approved_go_live_at IS DISTINCT FROM NEW.approved_go_live_at
               OR OLD.content IS DISTINCT FROM NEW.content OR OLD.object_id IS DISTINCT FROM NEW.object_id
               OR OLD.base_content_type_id IS DISTINCT FROM NEW.base_content_type_id))
    EXECUTE FUNCTION editions_check_schedule();

-- The row of a page in the table of its kind holds its text. Where the page is public, or anybody has signed
-- it, that row stays, and the page stays of that kind.
CREATE FUNCTION editions_keep_text() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
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
END $$;

CREATE CONSTRAINT TRIGGER editions_keep_text AFTER UPDATE ON wagtailcore_page
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.content_type_id IS DISTINCT FROM NEW.content_type_id) EXECUTE FUNCTION editions_keep_text('id');
CREATE CONSTRAINT TRIGGER editions_keep_text AFTER DELETE OR UPDATE OF page_ptr_id ON content_models_hubpage
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION editions_keep_text('page_ptr_id');
CREATE CONSTRAINT TRIGGER editions_keep_text AFTER DELETE OR UPDATE OF page_ptr_id ON content_models_illnesspage
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION editions_keep_text('page_ptr_id');
CREATE CONSTRAINT TRIGGER editions_keep_text AFTER DELETE OR UPDATE OF page_ptr_id ON content_models_lifestylepage
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION editions_keep_text('page_ptr_id');
CREATE CONSTRAINT TRIGGER editions_keep_text AFTER DELETE OR UPDATE OF page_ptr_id ON content_models_patientrightspage
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION editions_keep_text('page_ptr_id');
CREATE CONSTRAINT TRIGGER editions_keep_text AFTER DELETE OR UPDATE OF page_ptr_id ON content_models_treatmentpage
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION editions_keep_text('page_ptr_id');
