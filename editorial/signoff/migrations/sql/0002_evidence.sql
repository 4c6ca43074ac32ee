-- Evidence is never changed and never lost, whoever asks: these triggers fire for the owner too.

CREATE FUNCTION signoff_append_only() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
    RAISE EXCEPTION 'Rows of % are evidence: they are never changed, deleted or truncated.', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER signoff_append_only BEFORE UPDATE OR DELETE ON signoff_signoff
    FOR EACH ROW EXECUTE FUNCTION signoff_append_only();
CREATE TRIGGER signoff_no_truncate BEFORE TRUNCATE ON signoff_signoff
    FOR EACH STATEMENT EXECUTE FUNCTION signoff_append_only();
CREATE TRIGGER revocation_append_only BEFORE UPDATE OR DELETE ON signoff_signoffrevocation
    FOR EACH ROW EXECUTE FUNCTION signoff_append_only();
CREATE TRIGGER revocation_no_truncate BEFORE TRUNCATE ON signoff_signoffrevocation
    FOR EACH STATEMENT EXECUTE FUNCTION signoff_append_only();
CREATE TRIGGER contribution_append_only BEFORE UPDATE OR DELETE ON signoff_contribution
    FOR EACH ROW EXECUTE FUNCTION signoff_append_only();

-- Whose hand is in a revision: noted on every route that writes one, autosave included.
CREATE FUNCTION signoff_note_contribution() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.user_id IS NOT NULL AND EXISTS (
        SELECT 1 FROM django_content_type
         WHERE id = NEW.base_content_type_id AND app_label = 'wagtailcore' AND model = 'page'
    ) THEN
        INSERT INTO signoff_contribution (page_id, revision_id, user_id, contributed_at)
        VALUES (NEW.object_id::bigint, NEW.id, NEW.user_id, now())
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER signoff_note_contribution AFTER INSERT OR UPDATE OF content, user_id
    ON wagtailcore_revision FOR EACH ROW EXECUTE FUNCTION signoff_note_contribution();

-- A revision that somebody signed keeps its text, its page and its author.
CREATE FUNCTION signoff_keep_revision() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
    IF (NEW.content IS DISTINCT FROM OLD.content OR NEW.object_id IS DISTINCT FROM OLD.object_id)
       AND EXISTS (SELECT 1 FROM signoff_signoff WHERE revision_id = OLD.id) THEN
        RAISE EXCEPTION 'Revision % is signed: its text can not be overwritten.', OLD.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER signoff_keep_revision BEFORE UPDATE ON wagtailcore_revision
    FOR EACH ROW EXECUTE FUNCTION signoff_keep_revision();

-- The plain parts of who may sign, where the row is written. The full rules, with every reason,
-- are in editorial/signoff/rules.py; this is what no route can get round.
CREATE FUNCTION signoff_check() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM people_credential c
          JOIN people_reviewerprofile p ON p.id = c.profile_id
          JOIN users_user u ON u.id = p.user_id
         WHERE c.id = NEW.credential_id AND p.user_id = NEW.signed_by_id AND u.is_active
           AND c.revoked_at IS NULL
           AND current_date BETWEEN c.valid_from AND c.valid_until
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
    NEW.signed_at := now();
    RETURN NEW;
END $$;

CREATE TRIGGER signoff_check BEFORE INSERT ON signoff_signoff
    FOR EACH ROW EXECUTE FUNCTION signoff_check();
