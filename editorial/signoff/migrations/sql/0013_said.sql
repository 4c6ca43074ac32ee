-- A person who is refused by the database reads its sentence: every refusal bears the mark by which the house knows it.
-- A revision, or a review, of something else that has the number of a page is none of that page.

-- Evidence is never changed and never lost, whoever asks: this fires for the owner too.
CREATE OR REPLACE FUNCTION public.signoff_append_only()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    RAISE EXCEPTION 'Rows of % are evidence: they are never changed, deleted or truncated.', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
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
            USING ERRCODE = 'insufficient_privilege';
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
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
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
        RAISE EXCEPTION '%', fault USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    NEW.signed_at := helsekilde_now();
    RETURN NEW;
END $function$;

-- Who takes a sign-off back, and when: its signer or an active editor-in-chief, at the house's time; of a wish that
-- waits for the log it was asked when that was written. What it means for the editions under it is said (see DANGERS
-- in editorial/signoff/models.py).
CREATE OR REPLACE FUNCTION public.signoff_check_revocation()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM signoff_signoff s WHERE s.id = NEW.signoff_id AND s.signed_by_id = NEW.revoked_by_id)
       AND NOT signoff_is_member(NEW.revoked_by_id, ARRAY['Editors-in-chief'])
       AND NOT EXISTS (SELECT 1 FROM editions_withdrawalwish w
                        WHERE w.signoff_id = NEW.signoff_id AND w.actor_id = NEW.revoked_by_id) THEN
        RAISE EXCEPTION 'Only the signer or an active editor-in-chief takes a sign-off back.'
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    IF NEW.cause = '' THEN
        RAISE EXCEPTION 'A sign-off is taken back for a cause.' USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    NEW.revoked_at := helsekilde_now();
    RETURN NEW;
END $function$;

-- When the owner of a signature said that they were told of it, by the house's time; what nobody has signed is
-- told to nobody.
CREATE OR REPLACE FUNCTION public.signoff_check_telling()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF NEW.fact_version_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM content_models_factversion f
         WHERE f.id = NEW.fact_version_id AND f.signed_by_id IS NOT NULL) THEN
        RAISE EXCEPTION 'Nobody has signed this version.' USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    NEW.told_at := helsekilde_now();
    RETURN NEW;
END $function$;

-- A revision that somebody signed keeps its text, its page and its author. One that is older than the last signed
-- one keeps its words too, and none is written behind it: whoever wrote before a signature is not asked whether they
-- wrote what is signed next.
CREATE OR REPLACE FUNCTION public.signoff_keep_revision()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.id = OLD.id AND NEW.content IS NOT DISTINCT FROM OLD.content
       AND NEW.object_id IS NOT DISTINCT FROM OLD.object_id
       AND NEW.base_content_type_id = OLD.base_content_type_id THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND EXISTS (SELECT 1 FROM signoff_signoff WHERE revision_id = OLD.id) THEN
        RAISE EXCEPTION 'Revision % is signed: its text can not be overwritten.', OLD.id
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    IF EXISTS (SELECT 1 FROM django_content_type k
                WHERE k.id = NEW.base_content_type_id AND k.app_label = 'wagtailcore' AND k.model = 'page')
       AND NEW.object_id ~ '^[0-9]{1,18}$' AND NEW.id < (
        SELECT max(s.revision_id) FROM signoff_signoff s WHERE s.page_id = NEW.object_id::bigint) THEN
        RAISE EXCEPTION 'Revision % is older than the one that was signed: write a new one.', NEW.id
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    RETURN NEW;
END $function$;

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
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.status IN ('approved', 'cancelled') AND NEW.status <> OLD.status THEN
        RAISE EXCEPTION 'Review % is over: begin a new one.', OLD.id USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    NEW.created_at := CASE WHEN TG_OP = 'INSERT' THEN helsekilde_now() ELSE OLD.created_at END;
    RETURN NEW;
END $function$;

-- When a step began; see `signoff_review_begins`. It stays in its review, and a step that somebody signed in
-- stays with the revision that was signed. Whoever signed in a review and asked for changes afterwards has not
-- approved what came of it: that they asked stays as well. How a step ended, on which text and by whom stays as it
-- was: a text that was another one in between ends a review. A step is not taken out of a review in which somebody
-- signed.
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
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    IF TG_OP <> 'INSERT' AND OLD.status = 'rejected' AND EXISTS (
        SELECT 1 FROM signoff_signoff s JOIN wagtailcore_taskstate t ON t.id = s.task_state_id
         WHERE t.workflow_state_id = OLD.workflow_state_id AND s.signed_by_id = OLD.finished_by_id)
       AND (TG_OP = 'DELETE' OR NEW.status <> OLD.status OR NEW.finished_by_id IS DISTINCT FROM OLD.finished_by_id) THEN
        RAISE EXCEPTION 'In step % somebody who had signed asked for changes: that stays.', OLD.id
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT 1 FROM signoff_signoff s JOIN wagtailcore_taskstate t ON t.id = s.task_state_id
         WHERE t.workflow_state_id = OLD.workflow_state_id) THEN
        RAISE EXCEPTION 'Step % is part of a review in which somebody signed: it stays.', OLD.id
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.status <> 'in_progress' AND (
        NEW.status <> OLD.status OR NEW.id <> OLD.id OR NEW.revision_id IS DISTINCT FROM OLD.revision_id
        OR NEW.finished_by_id IS DISTINCT FROM OLD.finished_by_id
           AND (NEW.finished_by_id IS NOT NULL
                OR EXISTS (SELECT 1 FROM signoff_signoff s WHERE s.signed_by_id = OLD.finished_by_id))) THEN
        RAISE EXCEPTION 'Step % is over: how, on which text and by whom it ended stays as it was.', OLD.id
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    NEW.started_at := CASE WHEN TG_OP = 'INSERT' THEN helsekilde_now() ELSE OLD.started_at END;
    RETURN NEW;
END $function$;
