-- A credential is verified by somebody else who may, and stands under one name. `credential_faults` in
-- editorial/people/rules.py says the same, with every reason. What it was taken back for is asked nobody.
CREATE OR REPLACE FUNCTION public.people_check_credential()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    owner bigint;
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.profile_id, NEW.register, NEW.number, NEW.profession, NEW.verified_by_id,
                             NEW.verified_at, NEW.valid_from) = (
            OLD.profile_id, OLD.register, OLD.number, OLD.profession, OLD.verified_by_id,
            OLD.verified_at, OLD.valid_from)
       AND NEW.valid_until <= OLD.valid_until AND (NEW.revoked_at IS NOT NULL OR OLD.revoked_at IS NULL) THEN
        RETURN NEW; -- it says less than before
    END IF;
    SELECT p.user_id INTO owner FROM people_reviewerprofile p WHERE p.id = NEW.profile_id;
    IF NEW.verified_by_id = owner THEN
        RAISE EXCEPTION 'Nobody verifies their own credential: another person has to.'
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM users_user u WHERE u.id = NEW.verified_by_id AND u.is_active
           AND (u.is_superuser OR EXISTS (
               SELECT 1 FROM users_user_groups m JOIN auth_group g ON g.id = m.group_id
                WHERE m.user_id = u.id AND g.name IN ('Technical administrators', 'Editors-in-chief')))) THEN
        RAISE EXCEPTION 'Only an active administrator or editor-in-chief verifies a credential.'
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    IF EXISTS (SELECT 1 FROM people_credential c
                WHERE c.register = NEW.register AND c.number = NEW.number AND c.profile_id <> NEW.profile_id) THEN
        RAISE EXCEPTION '% % stands under another name.', NEW.register, NEW.number
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    RETURN NEW;
END $function$;

CREATE TRIGGER people_check_credential BEFORE INSERT OR UPDATE ON public.people_credential FOR EACH ROW EXECUTE FUNCTION people_check_credential();
