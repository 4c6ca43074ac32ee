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
    fault text := signoff_authority_fault(NEW.signed_by_id, ARRAY[NEW.lang::text]);
    papers record;
    interests record;
BEGIN
    PERFORM helsekilde_require_present();
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION '%', fault USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT p.id AS profile_id, p.display_name, p.profession, p.organisation,
           c.register, c.number, c.valid_from, c.valid_until INTO papers
      FROM people_credential c JOIN people_reviewerprofile p ON p.id = c.profile_id
     WHERE c.id = NEW.credential_id AND p.user_id = NEW.signed_by_id AND c.revoked_at IS NULL
       AND helsekilde_today() BETWEEN c.valid_from AND c.valid_until AND NOT helsekilde_is_new(c.xmin);
    IF papers.profile_id IS NULL THEN
        RAISE EXCEPTION 'A sign-off needs the signer''s own credential, valid today, for this language.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT d.id, d.statement INTO interests
      FROM people_interestdeclaration d
     WHERE d.profile_id = papers.profile_id AND helsekilde_day(d.declared_at) >= helsekilde_today() - 365
     ORDER BY d.declared_at DESC, d.id DESC LIMIT 1;
    IF interests.id IS DISTINCT FROM NEW.declaration_id THEN
        RAISE EXCEPTION 'A sign-off needs the signer''s newest declaration of interests.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM wagtailcore_revision r
          JOIN wagtailcore_page g ON g.id = NEW.page_id
          JOIN wagtailcore_locale l ON l.id = g.locale_id
         WHERE r.id = NEW.revision_id AND r.object_id = NEW.page_id::text
           AND g.translation_key = NEW.content_id AND l.language_code = NEW.lang
           AND NOT helsekilde_is_new(l.xmin)
    ) THEN
        RAISE EXCEPTION 'A sign-off must name the page, language and revision that it is about.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM wagtailcore_taskstate t
          JOIN wagtailcore_workflowstate w ON w.id = t.workflow_state_id
         WHERE t.id = NEW.task_state_id AND t.revision_id = NEW.revision_id AND t.status = 'in_progress'
           AND w.status = 'in_progress' AND w.object_id = NEW.page_id::text
           AND NOT EXISTS (SELECT 1 FROM signoff_reviewend n WHERE n.workflow_state_id = w.id)
    ) THEN
        RAISE EXCEPTION 'A sign-off is given in a step of a review that runs, for the revision that the step is about.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.role <> 'clinical' THEN
        RAISE EXCEPTION 'A sign-off is clinical.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT k.attestation INTO NEW.attestation FROM signoff_checklistversion k WHERE k.version = NEW.checklist_version;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'A sign-off names the checklist that it went by.' USING ERRCODE = 'insufficient_privilege';
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

-- The columns of a signature under a version of a fact: all of them or none, written after the wording, by
-- somebody with authority in every language that has words, who is not its author.
CREATE OR REPLACE FUNCTION public.signoff_check_fact()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    worded text[];
    fault text;
    signer text;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.author_id IS NOT NULL AND NEW.author_id IS DISTINCT FROM OLD.author_id THEN
        RAISE EXCEPTION 'Whoever wrote a version of a fact stays its author.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (NEW.signed_at IS NULL AND NEW.signed_by_id IS NULL AND NEW.digest = '' AND NEW.signer_text = '')
       OR (TG_OP = 'UPDATE' AND OLD.signed_at IS NOT NULL) THEN
        RETURN NEW; -- not signed; or signed before, and kept as it is by content_models_keep_fact
    END IF;
    PERFORM helsekilde_require_present();
    worded := ARRAY(
        SELECT w.lang FROM (VALUES ('en', NEW.text_en), ('nb', NEW.text_nb), ('nn', NEW.text_nn), ('se', NEW.text_se))
            AS w (lang, words) WHERE coalesce(w.words, '') <> '');
    SELECT p.display_name || ', ' || p.profession INTO signer
      FROM people_reviewerprofile p WHERE p.user_id = NEW.signed_by_id;
    fault := CASE
        WHEN TG_OP = 'INSERT' THEN 'A version of a fact is signed after it was written.'
        WHEN (NEW.fact_id, NEW.number, NEW.author_id, NEW.text_en, NEW.text_nb, NEW.text_nn, NEW.text_se)
             IS DISTINCT FROM
             (OLD.fact_id, OLD.number, OLD.author_id, OLD.text_en, OLD.text_nb, OLD.text_nn, OLD.text_se)
             THEN 'A signature under a fact changes nothing else.'
        WHEN NEW.signed_by_id IS NULL OR NEW.signed_at IS NULL THEN 'A signature names its signer and its time.'
        WHEN NEW.author_id IS NULL THEN 'It must be known who wrote the version.'
        WHEN NEW.author_id = NEW.signed_by_id THEN 'Nobody signs what they wrote.'
        WHEN worded = '{}' THEN 'The version has no wording.'
        WHEN NEW.digest <> signoff_fact_digest(NEW) THEN 'The digest is not that of the wording.'
        WHEN NEW.signer_text IS DISTINCT FROM signer THEN 'The name is not that of the signer''s profile.'
        ELSE signoff_authority_fault(NEW.signed_by_id, worded) END;
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION '%', fault USING ERRCODE = 'insufficient_privilege';
    END IF;
    NEW.signed_at := helsekilde_now();
    RETURN NEW;
END $function$;

-- When a step began; see `signoff_review_begins`. It stays in its review, and a step that somebody signed in
-- stays with the revision that was signed. Whoever signed in a review and asked for changes afterwards has not
-- approved what came of it: that they asked stays as well.
CREATE OR REPLACE FUNCTION public.signoff_step_begins()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF TG_OP = 'UPDATE' AND (
        NEW.workflow_state_id <> OLD.workflow_state_id
        OR NEW.revision_id IS DISTINCT FROM OLD.revision_id
           AND EXISTS (SELECT 1 FROM signoff_signoff s WHERE s.task_state_id = OLD.id)) THEN
        RAISE EXCEPTION 'Step % stays in its review, and with the text that was signed in it.', OLD.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP <> 'INSERT' AND OLD.status = 'rejected' AND EXISTS (
        SELECT 1 FROM signoff_signoff s JOIN wagtailcore_taskstate t ON t.id = s.task_state_id
         WHERE t.workflow_state_id = OLD.workflow_state_id AND s.signed_by_id = OLD.finished_by_id)
       AND (TG_OP = 'DELETE' OR NEW.status <> OLD.status OR NEW.finished_by_id IS DISTINCT FROM OLD.finished_by_id) THEN
        RAISE EXCEPTION 'In step % somebody who had signed asked for changes: that stays.', OLD.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    NEW.started_at := CASE WHEN TG_OP = 'INSERT' THEN helsekilde_now() ELSE OLD.started_at END;
    RETURN NEW;
END $function$;

DROP TRIGGER signoff_step_begins ON public.wagtailcore_taskstate;
CREATE TRIGGER signoff_step_begins BEFORE INSERT OR DELETE OR UPDATE ON public.wagtailcore_taskstate FOR EACH ROW EXECUTE FUNCTION signoff_step_begins();

-- A declaration of interests that is changed or taken away makes its reviewer's papers new: a conflict that is away
-- while its owner signs, and back before the transaction ends, would leave no trace (`signoff_authority_fault`).
CREATE OR REPLACE FUNCTION public.signoff_note_papers()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    UPDATE people_reviewerprofile SET user_id = user_id WHERE id = OLD.profile_id;
    RETURN NULL;
END $function$;

CREATE TRIGGER signoff_note_papers AFTER DELETE OR UPDATE ON public.people_interestdeclaration FOR EACH ROW EXECUTE FUNCTION signoff_note_papers();

-- Who owned a page, or submitted it to a review, had it in hand, whoever is named there now: four eyes asks for the
-- hands that are noted, and a row that names somebody else for a moment would leave no trace.
CREATE OR REPLACE FUNCTION public.signoff_note_holder()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF TG_TABLE_NAME = 'wagtailcore_page' THEN
        INSERT INTO signoff_contribution (page_id, revision_id, user_id, contributed_at, is_carried)
        VALUES (OLD.id, coalesce(OLD.latest_revision_id, 0), OLD.owner_id, helsekilde_now(), true)
        ON CONFLICT DO NOTHING;
    ELSE
        INSERT INTO signoff_contribution (page_id, revision_id, user_id, contributed_at, is_carried)
        SELECT OLD.object_id::bigint, max(t.revision_id), OLD.requested_by_id, helsekilde_now(), true
          FROM wagtailcore_taskstate t JOIN django_content_type c ON c.id = OLD.base_content_type_id
         WHERE t.workflow_state_id = OLD.id AND c.app_label = 'wagtailcore' AND c.model = 'page'
        HAVING max(t.revision_id) IS NOT NULL
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $function$;

CREATE TRIGGER signoff_note_holder AFTER UPDATE OF owner_id ON public.wagtailcore_page FOR EACH ROW WHEN (((old.owner_id IS NOT NULL) AND (old.owner_id IS DISTINCT FROM new.owner_id))) EXECUTE FUNCTION signoff_note_holder();

CREATE TRIGGER signoff_note_holder AFTER UPDATE OF requested_by_id ON public.wagtailcore_workflowstate FOR EACH ROW WHEN (((old.requested_by_id IS NOT NULL) AND (old.requested_by_id IS DISTINCT FROM new.requested_by_id))) EXECUTE FUNCTION signoff_note_holder();

CREATE TRIGGER helsekilde_number BEFORE INSERT ON public.signoff_attribution FOR EACH ROW EXECUTE FUNCTION helsekilde_number();
CREATE TRIGGER helsekilde_number BEFORE INSERT ON public.signoff_revert FOR EACH ROW EXECUTE FUNCTION helsekilde_number();
CREATE TRIGGER helsekilde_number BEFORE INSERT ON public.signoff_signoff FOR EACH ROW EXECUTE FUNCTION helsekilde_number();
CREATE TRIGGER helsekilde_number BEFORE INSERT ON public.signoff_signoffrevocation FOR EACH ROW EXECUTE FUNCTION helsekilde_number();
CREATE TRIGGER helsekilde_number BEFORE INSERT ON public.signoff_telling FOR EACH ROW EXECUTE FUNCTION helsekilde_number();

-- A row whose number was chosen ahead of the others stands in the way of none that comes.
SELECT setval(pg_get_serial_sequence('public.signoff_attribution', 'id'), max(id)) FROM public.signoff_attribution
HAVING max(id) > coalesce(pg_sequence_last_value(pg_get_serial_sequence('public.signoff_attribution', 'id')::regclass), 0);
SELECT setval(pg_get_serial_sequence('public.signoff_revert', 'id'), max(id)) FROM public.signoff_revert
HAVING max(id) > coalesce(pg_sequence_last_value(pg_get_serial_sequence('public.signoff_revert', 'id')::regclass), 0);
SELECT setval(pg_get_serial_sequence('public.signoff_signoff', 'id'), max(id)) FROM public.signoff_signoff
HAVING max(id) > coalesce(pg_sequence_last_value(pg_get_serial_sequence('public.signoff_signoff', 'id')::regclass), 0);
SELECT setval(pg_get_serial_sequence('public.signoff_signoffrevocation', 'id'), max(id)) FROM public.signoff_signoffrevocation
HAVING max(id) > coalesce(pg_sequence_last_value(pg_get_serial_sequence('public.signoff_signoffrevocation', 'id')::regclass), 0);
SELECT setval(pg_get_serial_sequence('public.signoff_telling', 'id'), max(id)) FROM public.signoff_telling
HAVING max(id) > coalesce(pg_sequence_last_value(pg_get_serial_sequence('public.signoff_telling', 'id')::regclass), 0);
