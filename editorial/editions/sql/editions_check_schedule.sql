-- At commit: a revision that stands on the clock carries words that were signed, by sign-offs that would carry
-- an edition of them now. They were given for this revision or for another one of the page with the same words.
CREATE OR REPLACE FUNCTION public.editions_check_schedule()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET standard_conforming_strings TO 'on'
AS $function$
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
         WHERE s.page_id = planned.page_id AND s.content_id = planned.translation_key
           AND s.lang = planned.language_code
           AND (r.id = planned.id
                OR content_models_clinical(r.content) = content_models_clinical(planned.content))
           AND NOT EXISTS (SELECT 1 FROM signoff_signoffrevocation x WHERE x.signoff_id = s.id)
         GROUP BY s.clinical_digest, s.clinical_scheme, signoff_review(s.task_state_id, s.signed_by_id, s.revision_id)
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
END $function$;

CREATE CONSTRAINT TRIGGER editions_check_schedule_on_insert AFTER INSERT ON public.wagtailcore_revision DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.approved_go_live_at IS NOT NULL)) EXECUTE FUNCTION editions_check_schedule();

CREATE CONSTRAINT TRIGGER editions_check_schedule_on_update AFTER UPDATE ON public.wagtailcore_revision DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.approved_go_live_at IS NOT NULL) AND ((old.approved_go_live_at IS DISTINCT FROM new.approved_go_live_at) OR (old.content IS DISTINCT FROM new.content) OR ((old.object_id)::text IS DISTINCT FROM (new.object_id)::text) OR (old.base_content_type_id IS DISTINCT FROM new.base_content_type_id)))) EXECUTE FUNCTION editions_check_schedule();
