-- By the house's time, which is the database's (see `helsekilde_now`); a credential is valid on days of
-- the house's own time zone.
CREATE OR REPLACE FUNCTION signoff_note_contribution() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.user_id IS NOT NULL AND EXISTS (
        SELECT 1 FROM django_content_type
         WHERE id = NEW.base_content_type_id AND app_label = 'wagtailcore' AND model = 'page'
    ) THEN
        INSERT INTO signoff_contribution (page_id, revision_id, user_id, contributed_at)
        VALUES (NEW.object_id::bigint, NEW.id, NEW.user_id, helsekilde_now())
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION signoff_check() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM people_credential c
          JOIN people_reviewerprofile p ON p.id = c.profile_id
          JOIN users_user u ON u.id = p.user_id
         WHERE c.id = NEW.credential_id AND p.user_id = NEW.signed_by_id AND u.is_active
           AND c.revoked_at IS NULL
           AND helsekilde_today() BETWEEN c.valid_from AND c.valid_until
           AND NEW.lang = ANY (p.languages)
    ) THEN
        RAISE EXCEPTION 'A sign-off needs the signer''s own credential, valid today, for this language.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM wagtailcore_revision r
          JOIN wagtailcore_page g ON g.id = NEW.page_id
          JOIN wagtailcore_locale l ON l.id = g.locale_id
         WHERE r.id = NEW.revision_id AND r.object_id = NEW.page_id::text
           AND g.translation_key = NEW.content_id AND l.language_code = NEW.lang
    ) THEN
        RAISE EXCEPTION 'A sign-off must name the page, language and revision that it is about.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF EXISTS (
        SELECT 1 FROM signoff_contribution
         WHERE page_id = NEW.page_id AND revision_id = NEW.revision_id
           AND user_id = NEW.signed_by_id
    ) THEN
        RAISE EXCEPTION 'Nobody signs what they wrote.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    NEW.signed_at := helsekilde_now();
    RETURN NEW;
END $$;

-- When a review and each of its steps began: a review that was begun before a withdrawal is over, so no
-- process's own clock may say when that was, neither at first nor later (Wagtail writes the row again with
-- what its process remembers).
CREATE FUNCTION signoff_review_begins() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
    NEW.created_at := CASE WHEN TG_OP = 'INSERT' THEN helsekilde_now() ELSE OLD.created_at END;
    RETURN NEW;
END $$;

CREATE TRIGGER signoff_review_begins BEFORE INSERT OR UPDATE ON wagtailcore_workflowstate
    FOR EACH ROW EXECUTE FUNCTION signoff_review_begins();

CREATE FUNCTION signoff_step_begins() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
    NEW.started_at := CASE WHEN TG_OP = 'INSERT' THEN helsekilde_now() ELSE OLD.started_at END;
    RETURN NEW;
END $$;

CREATE TRIGGER signoff_step_begins BEFORE INSERT OR UPDATE ON wagtailcore_taskstate
    FOR EACH ROW EXECUTE FUNCTION signoff_step_begins();
