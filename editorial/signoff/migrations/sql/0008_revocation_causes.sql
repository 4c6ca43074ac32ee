-- Who takes a sign-off back, and when: its signer or an active editor-in-chief, at the house's time. What it
-- means for the editions under it is said (see DANGERS in editorial/signoff/models.py).
CREATE OR REPLACE FUNCTION public.signoff_check_revocation()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM signoff_signoff s WHERE s.id = NEW.signoff_id AND s.signed_by_id = NEW.revoked_by_id
        UNION ALL
        SELECT 1 FROM users_user u
          JOIN users_user_groups m ON m.user_id = u.id JOIN auth_group g ON g.id = m.group_id
         WHERE u.id = NEW.revoked_by_id AND u.is_active AND g.name = 'Editors-in-chief') THEN
        RAISE EXCEPTION 'Only the signer or an active editor-in-chief takes a sign-off back.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.cause = '' THEN
        RAISE EXCEPTION 'A sign-off is taken back for a cause.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    NEW.revoked_at := helsekilde_now();
    RETURN NEW;
END $function$;

CREATE TRIGGER signoff_check_revocation BEFORE INSERT ON public.signoff_signoffrevocation FOR EACH ROW EXECUTE FUNCTION signoff_check_revocation();

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
        RAISE EXCEPTION 'Nobody has signed this version.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    NEW.told_at := helsekilde_now();
    RETURN NEW;
END $function$;

CREATE TRIGGER signoff_check_telling BEFORE INSERT ON public.signoff_telling FOR EACH ROW EXECUTE FUNCTION signoff_check_telling();

CREATE TRIGGER telling_append_only BEFORE DELETE OR UPDATE ON public.signoff_telling FOR EACH ROW EXECUTE FUNCTION signoff_append_only();
CREATE TRIGGER telling_no_truncate BEFORE TRUNCATE ON public.signoff_telling FOR EACH STATEMENT EXECUTE FUNCTION signoff_append_only();
