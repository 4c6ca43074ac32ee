-- The trail of what somebody's authority rests on, and what is asked of a credential.

-- The groups that the database asks for: whose members sign, take down, look at notices, and verify credentials.
-- `GATE` in editorial/people/groups.py is the same.
CREATE OR REPLACE FUNCTION public.people_gate_groups()
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN ARRAY['Clinicians'::text, 'Duty editors'::text, 'Editors-in-chief'::text, 'Technical administrators'::text];

-- A group that the gate asks for keeps its name: renaming one, or another to its name, would give all members of it
-- a right that nobody gave to them.
CREATE OR REPLACE FUNCTION public.people_keep_group()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    RAISE EXCEPTION 'The group % is one that the house asks for: it keeps its name and its number, and stays.', OLD.name
        USING ERRCODE = 'insufficient_privilege';
END $function$;

CREATE TRIGGER people_keep_group_name BEFORE UPDATE ON public.auth_group FOR EACH ROW WHEN (((((new.name)::text IS DISTINCT FROM (old.name)::text) OR (new.id <> old.id)) AND (((old.name)::text = ANY (people_gate_groups())) OR ((new.name)::text = ANY (people_gate_groups()))))) EXECUTE FUNCTION people_keep_group();

CREATE TRIGGER people_keep_group_row BEFORE DELETE ON public.auth_group FOR EACH ROW WHEN (((old.name)::text = ANY (people_gate_groups()))) EXECUTE FUNCTION people_keep_group();

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
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM users_user u WHERE u.id = NEW.verified_by_id AND u.is_active
           AND (u.is_superuser OR EXISTS (
               SELECT 1 FROM users_user_groups m JOIN auth_group g ON g.id = m.group_id
                WHERE m.user_id = u.id AND g.name IN ('Technical administrators', 'Editors-in-chief')))) THEN
        RAISE EXCEPTION 'Only an active administrator or editor-in-chief verifies a credential.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF EXISTS (SELECT 1 FROM people_credential c
                WHERE c.register = NEW.register AND c.number = NEW.number AND c.profile_id <> NEW.profile_id) THEN
        RAISE EXCEPTION '% % stands under another name.', NEW.register, NEW.number
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $function$;

CREATE TRIGGER people_check_credential BEFORE INSERT OR UPDATE ON public.people_credential FOR EACH ROW EXECUTE FUNCTION people_check_credential();

-- Nobody declares tomorrow: a declaration holds for a year from the day on which it was given.
CREATE OR REPLACE FUNCTION public.people_check_declaration()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    NEW.declared_at := least(NEW.declared_at, helsekilde_now());
    RETURN NEW;
END $function$;

CREATE TRIGGER people_check_declaration BEFORE INSERT OR UPDATE ON public.people_interestdeclaration FOR EACH ROW EXECUTE FUNCTION people_check_declaration();

-- One row of the trail, at the house's time and with the login that the session began with. Only triggers of the
-- owner call it: nobody else may write the table.
CREATE OR REPLACE FUNCTION public.people_note(what text, how text, person bigint, about text, was jsonb, is_now jsonb)
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    INSERT INTO people_authoritychange (changed_at, login, relation, operation, user_id, subject, before, after)
    VALUES (helsekilde_now(), session_user, what, how, person, about, was, is_now)
$function$;

-- The trail of what somebody's authority rests on: who was put into a group of the gate and who was taken out, and
-- every change of accounts, profiles, credentials and declarations, whatever wrote it. It remembers what was put
-- right again before anybody looked. Nobody but this writes it.
CREATE OR REPLACE FUNCTION public.people_note_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    was jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    is_now jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    kept text[];
BEGIN
    IF TG_TABLE_NAME = 'users_user_groups' THEN
        IF was IS NOT DISTINCT FROM is_now THEN
            RETURN NULL;
        END IF;
        IF was IS NOT NULL THEN
            PERFORM people_note('membership', 'removed', (was ->> 'user_id')::bigint, g.name, NULL, NULL)
               FROM auth_group g WHERE g.id = (was ->> 'group_id')::int AND g.name = ANY (people_gate_groups());
        END IF;
        IF is_now IS NOT NULL THEN
            PERFORM people_note('membership', 'added', (is_now ->> 'user_id')::bigint, g.name, NULL, NULL)
               FROM auth_group g WHERE g.id = (is_now ->> 'group_id')::int AND g.name = ANY (people_gate_groups());
        END IF;
        RETURN NULL;
    END IF;
    kept := CASE TG_TABLE_NAME
        WHEN 'users_user' THEN ARRAY['id', 'username', 'is_active', 'is_superuser'] END;
    IF kept IS NOT NULL THEN
        SELECT jsonb_object_agg(k, was -> k) INTO was FROM unnest(kept) k WHERE was IS NOT NULL;
        SELECT jsonb_object_agg(k, is_now -> k) INTO is_now FROM unnest(kept) k WHERE is_now IS NOT NULL;
    END IF;
    IF was IS NOT DISTINCT FROM is_now
       OR TG_TABLE_NAME = 'users_user' AND TG_OP = 'INSERT' AND NOT (is_now ->> 'is_superuser')::boolean THEN
        RETURN NULL;
    END IF;
    PERFORM people_note(
        CASE TG_TABLE_NAME WHEN 'users_user' THEN 'account' WHEN 'people_reviewerprofile' THEN 'profile'
                           WHEN 'people_credential' THEN 'credential' ELSE 'declaration' END,
        CASE TG_OP WHEN 'INSERT' THEN 'added' WHEN 'DELETE' THEN 'removed' ELSE 'changed' END,
        CASE TG_TABLE_NAME
            WHEN 'users_user' THEN (coalesce(is_now, was) ->> 'id')::bigint
            WHEN 'people_reviewerprofile' THEN (coalesce(is_now, was) ->> 'user_id')::bigint
            ELSE (SELECT p.user_id FROM people_reviewerprofile p
                   WHERE p.id = (coalesce(is_now, was) ->> 'profile_id')::bigint) END,
        '', was, is_now);
    RETURN NULL;
END $function$;

CREATE TRIGGER people_note_change AFTER INSERT OR DELETE OR UPDATE ON public.people_credential FOR EACH ROW EXECUTE FUNCTION people_note_change();

CREATE TRIGGER people_note_change AFTER INSERT OR DELETE OR UPDATE ON public.people_interestdeclaration FOR EACH ROW EXECUTE FUNCTION people_note_change();

CREATE TRIGGER people_note_change AFTER INSERT OR DELETE OR UPDATE ON public.people_reviewerprofile FOR EACH ROW EXECUTE FUNCTION people_note_change();

CREATE TRIGGER people_note_change AFTER INSERT OR DELETE OR UPDATE ON public.users_user FOR EACH ROW EXECUTE FUNCTION people_note_change();

CREATE TRIGGER people_note_change AFTER INSERT OR DELETE OR UPDATE ON public.users_user_groups FOR EACH ROW EXECUTE FUNCTION people_note_change();

-- The trail is never changed and never lost, whoever asks: this fires for the owner too.
CREATE OR REPLACE FUNCTION public.people_append_only()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    RAISE EXCEPTION 'Rows of % are evidence: they are never changed, deleted or truncated.', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $function$;

CREATE TRIGGER change_append_only BEFORE DELETE OR UPDATE ON public.people_authoritychange FOR EACH ROW EXECUTE FUNCTION people_append_only();

CREATE TRIGGER change_no_truncate BEFORE TRUNCATE ON public.people_authoritychange FOR EACH STATEMENT EXECUTE FUNCTION people_append_only();

-- What was there before the trail began.
INSERT INTO people_authoritychange (changed_at, login, relation, operation, user_id, subject, before, after)
SELECT helsekilde_now(), session_user, found.relation, 'found', found.user_id, found.subject, NULL, found.what FROM (
    SELECT 1 AS place, 'account' AS relation, u.id AS user_id, '' AS subject, jsonb_build_object(
               'id', u.id, 'username', u.username, 'is_active', u.is_active, 'is_superuser', u.is_superuser) AS what
      FROM users_user u WHERE u.is_superuser
    UNION ALL
    SELECT 2, 'membership', m.user_id, g.name, NULL
      FROM users_user_groups m JOIN auth_group g ON g.id = m.group_id WHERE g.name = ANY (people_gate_groups())
    UNION ALL
    SELECT 3, 'profile', p.user_id, '', to_jsonb(p) FROM people_reviewerprofile p
    UNION ALL
    SELECT 4, 'credential', p.user_id, '', to_jsonb(c)
      FROM people_credential c JOIN people_reviewerprofile p ON p.id = c.profile_id
    UNION ALL
    SELECT 5, 'declaration', p.user_id, '', to_jsonb(d)
      FROM people_interestdeclaration d JOIN people_reviewerprofile p ON p.id = d.profile_id) found
 ORDER BY found.place, found.user_id;
