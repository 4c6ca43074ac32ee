-- The plain parts of who may sign, where the row is written. The full rules, with every reason,
-- are in editorial/signoff/rules.py; this is what no route can get round.
CREATE OR REPLACE FUNCTION public.signoff_check()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
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
END $function$;

CREATE TRIGGER signoff_check BEFORE INSERT ON public.signoff_signoff FOR EACH ROW EXECUTE FUNCTION signoff_check();
