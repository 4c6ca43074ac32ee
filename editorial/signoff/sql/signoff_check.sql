-- The plain parts of who may sign, where the row is written. The full rules, with every reason,
-- are in editorial/signoff/rules.py; this is what no route can get round. What the row says of its signer is
-- written here, from the papers.
CREATE OR REPLACE FUNCTION public.signoff_check()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    fault text;
    papers record;
    interests record;
BEGIN
    PERFORM helsekilde_require_present();
    PERFORM signoff_hold_authority(NEW.signed_by_id);
    fault := signoff_authority_fault(NEW.signed_by_id, ARRAY[NEW.lang::text]);
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION '%', fault USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    SELECT p.id AS profile_id, p.display_name, p.profession, p.organisation,
           c.register, c.number, c.valid_from, c.valid_until INTO papers
      FROM people_credential c JOIN people_reviewerprofile p ON p.id = c.profile_id
     WHERE c.id = NEW.credential_id AND p.user_id = NEW.signed_by_id AND c.revoked_at IS NULL
       AND helsekilde_today() BETWEEN c.valid_from AND c.valid_until AND NOT helsekilde_is_new(c.xmin);
    IF papers.profile_id IS NULL THEN
        RAISE EXCEPTION 'A sign-off needs the signer''s own credential, valid today, for this language.'
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    SELECT d.id, d.statement INTO interests
      FROM people_interestdeclaration d
     WHERE d.profile_id = papers.profile_id AND helsekilde_day(d.declared_at) >= helsekilde_today() - 365
     ORDER BY d.declared_at DESC, d.id DESC LIMIT 1;
    IF interests.id IS DISTINCT FROM NEW.declaration_id THEN
        RAISE EXCEPTION 'A sign-off needs the signer''s newest declaration of interests.'
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM wagtailcore_revision r
          JOIN django_content_type k ON k.id = r.base_content_type_id
          JOIN wagtailcore_page g ON g.id = NEW.page_id
          JOIN wagtailcore_locale l ON l.id = g.locale_id
         WHERE r.id = NEW.revision_id AND r.object_id = NEW.page_id::text
           AND k.app_label = 'wagtailcore' AND k.model = 'page'
           AND g.translation_key = NEW.content_id AND l.language_code = NEW.lang
           AND NOT helsekilde_is_new(l.xmin)
    ) THEN
        RAISE EXCEPTION 'A sign-off must name the page, language and revision that it is about.'
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM wagtailcore_taskstate t
          JOIN wagtailcore_workflowstate w ON w.id = t.workflow_state_id
          JOIN django_content_type k ON k.id = w.base_content_type_id
         WHERE t.id = NEW.task_state_id AND t.revision_id = NEW.revision_id AND t.status = 'in_progress'
           AND w.status = 'in_progress' AND w.object_id = NEW.page_id::text
           AND k.app_label = 'wagtailcore' AND k.model = 'page'
           AND NOT EXISTS (SELECT 1 FROM signoff_reviewend n WHERE n.workflow_state_id = w.id)
           AND NOT EXISTS (SELECT 1 FROM wagtailcore_taskstate x WHERE x.workflow_state_id = w.id AND x.id > t.id)
    ) THEN
        RAISE EXCEPTION 'A sign-off is given in a step of a review that runs, for the revision that the step is about.'
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    IF EXISTS (
        SELECT 1 FROM wagtailcore_revision r JOIN wagtailcore_revision n
            ON n.base_content_type_id = r.base_content_type_id AND n.object_id = r.object_id AND n.id > r.id
         WHERE r.id = NEW.revision_id)
       OR EXISTS (SELECT 1 FROM signoff_textchange c
                   WHERE c.page_id = NEW.page_id AND c.revision_id > NEW.revision_id) THEN
        RAISE EXCEPTION 'The text has been edited since this step began: it is submitted again.'
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    IF NEW.role <> 'clinical' THEN
        RAISE EXCEPTION 'A sign-off is clinical.' USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    SELECT k.attestation INTO NEW.attestation FROM signoff_checklistversion k WHERE k.version = NEW.checklist_version;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'A sign-off names the checklist that it went by.' USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    NEW.signer_name := papers.display_name;
    NEW.signer_profession := papers.profession;
    NEW.signer_organisation := papers.organisation;
    NEW.credential_text := papers.register || ' ' || papers.number || ' (' || to_char(papers.valid_from, 'YYYY-MM-DD')
                           || '–' || to_char(papers.valid_until, 'YYYY-MM-DD') || ')';
    NEW.declaration_text := interests.statement;
    NEW.signed_at := helsekilde_now();
    RETURN NEW;
END $function$;

CREATE TRIGGER signoff_check BEFORE INSERT ON public.signoff_signoff FOR EACH ROW EXECUTE FUNCTION signoff_check();
