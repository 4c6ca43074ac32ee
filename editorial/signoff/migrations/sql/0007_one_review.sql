-- One review, one set of papers: what a sign-off rests on is asked here as in editorial/signoff/rules.py.

-- Which review a sign-off belongs to, as the number of the step at which that began: a review goes on through
-- requests for changes that are answered without a change. NULL: the sign-off counts no more, for its review was
-- cancelled or its signer asked for changes afterwards. A sign-off of no step (older releases) is a review of its
-- revision alone.
CREATE FUNCTION signoff_review(step bigint, signer bigint, revision bigint) RETURNS bigint LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    own record;
    words jsonb;
    broken bigint;
BEGIN
    IF step IS NULL THEN
        RETURN -revision;
    END IF;
    SELECT t.workflow_state_id AS review, t.revision_id INTO own FROM wagtailcore_taskstate t WHERE t.id = step;
    IF own.review IS NULL OR EXISTS (SELECT 1 FROM signoff_reviewend n WHERE n.workflow_state_id = own.review)
       OR EXISTS (
        SELECT 1 FROM wagtailcore_taskstate t
         WHERE t.workflow_state_id = own.review AND t.id >= step AND t.status = 'rejected'
           AND t.finished_by_id = signer) THEN
        RETURN NULL;
    END IF;
    IF EXISTS (SELECT 1 FROM wagtailcore_taskstate t
                WHERE t.workflow_state_id = own.review AND t.id < step
                  AND t.revision_id IS DISTINCT FROM own.revision_id) THEN
        SELECT content_models_clinical(r.content) INTO words FROM wagtailcore_revision r WHERE r.id = own.revision_id;
        SELECT max(t.id) INTO broken
          FROM wagtailcore_taskstate t LEFT JOIN wagtailcore_revision r ON r.id = t.revision_id
         WHERE t.workflow_state_id = own.review AND t.id < step AND t.revision_id IS DISTINCT FROM own.revision_id
           AND (r.id IS NULL OR content_models_clinical(r.content) IS DISTINCT FROM words);
    END IF;
    RETURN (SELECT min(t.id) FROM wagtailcore_taskstate t
             WHERE t.workflow_state_id = own.review AND t.id > coalesce(broken, 0));
END $$;

-- Why a person may not sign words in these languages today, as a sentence; NULL where they may. The one
-- question of texts and facts; `authority_reasons` is the same in editorial/signoff/rules.py. What the authority
-- rests on was there before this transaction began: what is written for it alone, and taken back before it ends,
-- would leave no trace.
CREATE OR REPLACE FUNCTION signoff_authority_fault(person bigint, wanted text[]) RETURNS text LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    account record;
    member record;
    profile record;
    credential record;
    interests record;
BEGIN
    SELECT helsekilde_is_new(u.xmin) AS is_new INTO account FROM users_user u WHERE u.id = person AND u.is_active;
    IF account.is_new IS NULL THEN
        RETURN 'The account is not active.';
    END IF;
    SELECT helsekilde_is_new(m.xmin) OR helsekilde_is_new(g.xmin) AS is_new INTO member
      FROM users_user_groups m JOIN auth_group g ON g.id = m.group_id
     WHERE m.user_id = person AND g.name = 'Clinicians';
    IF member.is_new IS NULL THEN
        RETURN 'Only members of the clinical group may sign.';
    END IF;
    SELECT p.id, p.languages, helsekilde_is_new(p.xmin) AS is_new INTO profile
      FROM people_reviewerprofile p WHERE p.user_id = person;
    IF profile.id IS NULL THEN
        RETURN 'There is no reviewer profile for this account.';
    END IF;
    SELECT bool_and(helsekilde_is_new(c.xmin)) AS is_new INTO credential FROM people_credential c
     WHERE c.profile_id = profile.id AND c.revoked_at IS NULL
       AND helsekilde_today() BETWEEN c.valid_from AND c.valid_until;
    IF credential.is_new IS NULL THEN
        RETURN 'There is no verified credential that is valid today.';
    END IF;
    SELECT d.has_conflict, helsekilde_is_new(d.xmin) AS is_new INTO interests FROM people_interestdeclaration d
     WHERE d.profile_id = profile.id AND helsekilde_day(d.declared_at) >= helsekilde_today() - 365
     ORDER BY d.declared_at DESC, d.id DESC LIMIT 1;
    IF interests.has_conflict IS NULL THEN
        RETURN 'There is no declaration of interests from the last twelve months.';
    END IF;
    IF interests.has_conflict THEN
        RETURN 'The declaration of interests names a conflict.';
    END IF;
    IF NOT wanted <@ profile.languages::text[] THEN
        RETURN 'This reviewer is not attested for every language of the words.';
    END IF;
    IF account.is_new OR member.is_new OR profile.is_new OR credential.is_new OR interests.is_new THEN
        RETURN 'The signer''s papers were written in the same transaction.';
    END IF;
    RETURN NULL;
END $$;

-- The plain parts of who may sign, where the row is written. The full rules, with every reason,
-- are in editorial/signoff/rules.py; this is what no route can get round. What the row says of its signer is
-- written here, from the papers.
CREATE OR REPLACE FUNCTION signoff_check() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    fault text := signoff_authority_fault(NEW.signed_by_id, ARRAY[NEW.lang::text]);
    papers record;
    interests record;
BEGIN
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
END $$;

-- When a review and each of its steps began: a review that was begun before a withdrawal is over, so no
-- process's own clock may say when that was, neither at first nor later (Wagtail writes the row again with
-- what its process remembers). A review stays that of its text.
CREATE OR REPLACE FUNCTION signoff_review_begins() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.object_id <> OLD.object_id THEN
        RAISE EXCEPTION 'Review % is of another text: begin a new one.', OLD.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    NEW.created_at := CASE WHEN TG_OP = 'INSERT' THEN helsekilde_now() ELSE OLD.created_at END;
    RETURN NEW;
END $$;

-- A review that was cancelled is noted: what was signed in it counts no more, whatever its row says later.
CREATE FUNCTION signoff_note_end() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO signoff_reviewend (workflow_state_id, ended_at) VALUES (NEW.id, helsekilde_now())
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER signoff_note_end AFTER INSERT OR UPDATE OF status ON wagtailcore_workflowstate
    FOR EACH ROW WHEN (NEW.status = 'cancelled') EXECUTE FUNCTION signoff_note_end();
CREATE TRIGGER reviewend_append_only BEFORE UPDATE OR DELETE ON signoff_reviewend
    FOR EACH ROW EXECUTE FUNCTION signoff_append_only();
CREATE TRIGGER reviewend_no_truncate BEFORE TRUNCATE ON signoff_reviewend
    FOR EACH STATEMENT EXECUTE FUNCTION signoff_append_only();
INSERT INTO signoff_reviewend (workflow_state_id, ended_at)
SELECT id, helsekilde_now() FROM wagtailcore_workflowstate WHERE status = 'cancelled';

-- When a step began; see `signoff_review_begins`. It stays in its review, and a step that somebody signed in
-- stays with the revision that was signed.
CREATE OR REPLACE FUNCTION signoff_step_begins() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (
        NEW.workflow_state_id <> OLD.workflow_state_id
        OR NEW.revision_id IS DISTINCT FROM OLD.revision_id
           AND EXISTS (SELECT 1 FROM signoff_signoff s WHERE s.task_state_id = OLD.id)) THEN
        RAISE EXCEPTION 'Step % stays in its review, and with the text that was signed in it.', OLD.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    NEW.started_at := CASE WHEN TG_OP = 'INSERT' THEN helsekilde_now() ELSE OLD.started_at END;
    RETURN NEW;
END $$;
