-- Texts that were another one while their review ran: known from now on by a note of each save. Of what was before
-- this, what the steps of each review had, and what was saved while one that still runs was.
INSERT INTO signoff_textchange (page_id, revision_id, changed_at)
SELECT DISTINCT had.page_id, had.revision_id, helsekilde_now() FROM (
    SELECT w.object_id::bigint AS page_id, t.revision_id,
           lag(t.revision_id) OVER (PARTITION BY w.id ORDER BY t.id) AS before_id
      FROM wagtailcore_taskstate t JOIN wagtailcore_workflowstate w ON w.id = t.workflow_state_id
      JOIN django_content_type c ON c.id = w.base_content_type_id AND c.app_label = 'wagtailcore' AND c.model = 'page'
     WHERE t.revision_id IS NOT NULL
    UNION
    SELECT w.object_id::bigint, r.id, lag(r.id) OVER (PARTITION BY w.id ORDER BY r.id)
      FROM wagtailcore_workflowstate w
      JOIN django_content_type c ON c.id = w.base_content_type_id AND c.app_label = 'wagtailcore' AND c.model = 'page'
      JOIN wagtailcore_revision r ON r.base_content_type_id = w.base_content_type_id AND r.object_id = w.object_id
     WHERE w.status NOT IN ('approved', 'cancelled')
       AND r.id >= (SELECT min(t.revision_id) FROM wagtailcore_taskstate t WHERE t.workflow_state_id = w.id)) had
  JOIN wagtailcore_revision n ON n.id = had.revision_id JOIN wagtailcore_revision o ON o.id = had.before_id
 WHERE n.id <> o.id AND content_models_clinical(n.content) IS DISTINCT FROM content_models_clinical(o.content)
ON CONFLICT DO NOTHING;

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
        VALUES (NEW.object_id::bigint, NEW.id, helsekilde_now()) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $function$;

CREATE TRIGGER signoff_note_text AFTER INSERT OR UPDATE ON public.wagtailcore_revision FOR EACH ROW EXECUTE FUNCTION signoff_note_text();

-- When a review and each of its steps began: a review that was begun before a withdrawal is over, so no
-- process's own clock may say when that was, neither at first nor later (Wagtail writes the row again with
-- what its process remembers). A review stays that of its text, and one that is over does not begin again.
CREATE OR REPLACE FUNCTION public.signoff_review_begins()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.object_id, NEW.base_content_type_id) <> (OLD.object_id, OLD.base_content_type_id) THEN
        RAISE EXCEPTION 'Review % is of another text: begin a new one.', OLD.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.status IN ('approved', 'cancelled') AND NEW.status <> OLD.status THEN
        RAISE EXCEPTION 'Review % is over: begin a new one.', OLD.id USING ERRCODE = 'insufficient_privilege';
    END IF;
    NEW.created_at := CASE WHEN TG_OP = 'INSERT' THEN helsekilde_now() ELSE OLD.created_at END;
    RETURN NEW;
END $function$;

-- Which review a sign-off belongs to, as the number of the first step of it since the text last became another one
-- (`signoff_textchange`): a review goes on through requests for changes that are answered without a change. NULL: the
-- sign-off counts no more, for its review was cancelled or its signer asked for changes afterwards. A sign-off of no
-- step (older releases) is a review of its revision alone.
CREATE OR REPLACE FUNCTION public.signoff_review(step bigint, signer bigint, revision bigint)
 RETURNS bigint
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    own record;
    changed bigint;
BEGIN
    IF step IS NULL THEN
        RETURN -revision;
    END IF;
    SELECT t.workflow_state_id AS review, t.revision_id, w.object_id INTO own
      FROM wagtailcore_taskstate t JOIN wagtailcore_workflowstate w ON w.id = t.workflow_state_id WHERE t.id = step;
    IF own.review IS NULL OR EXISTS (SELECT 1 FROM signoff_reviewend n WHERE n.workflow_state_id = own.review)
       OR EXISTS (
        SELECT 1 FROM wagtailcore_taskstate t
         WHERE t.workflow_state_id = own.review AND t.id >= step AND t.status = 'rejected'
           AND t.finished_by_id = signer) THEN
        RETURN NULL;
    END IF;
    IF own.object_id ~ '^[0-9]{1,18}$' THEN
        SELECT max(c.revision_id) INTO changed FROM signoff_textchange c
         WHERE c.page_id = own.object_id::bigint AND c.revision_id <= own.revision_id;
    END IF;
    RETURN (SELECT t.id FROM wagtailcore_taskstate t
             WHERE t.workflow_state_id = own.review AND t.revision_id <= own.revision_id
               AND t.revision_id >= coalesce(changed, 0)
             ORDER BY t.revision_id, t.id LIMIT 1);
END $function$;

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
    IF EXISTS (
        SELECT 1 FROM wagtailcore_revision r JOIN wagtailcore_revision n
            ON n.base_content_type_id = r.base_content_type_id AND n.object_id = r.object_id AND n.id > r.id
         WHERE r.id = NEW.revision_id)
       OR EXISTS (SELECT 1 FROM signoff_textchange c
                   WHERE c.page_id = NEW.page_id AND c.revision_id > NEW.revision_id) THEN
        RAISE EXCEPTION 'The text has been edited since this step began: it is submitted again.'
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

CREATE TRIGGER textchange_append_only BEFORE DELETE OR UPDATE ON public.signoff_textchange FOR EACH ROW EXECUTE FUNCTION signoff_append_only();
CREATE TRIGGER textchange_no_truncate BEFORE TRUNCATE ON public.signoff_textchange FOR EACH STATEMENT EXECUTE FUNCTION signoff_append_only();
