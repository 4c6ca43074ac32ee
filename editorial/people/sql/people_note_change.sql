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
