-- The login of the public reads only could call this, and keep the lock of the log.
CREATE OR REPLACE FUNCTION public.editions_enter_revocations()
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    taken bigint;
    count int := 0;
BEGIN
    IF NOT has_table_privilege(session_user, 'editions_edition', 'INSERT') THEN
        PERFORM editions_refuse('Only who writes editions takes the lock of the log.');
    END IF;
    PERFORM editions_take_order();
    FOR taken IN
        SELECT r.id FROM editions_publicrevocation p
          JOIN signoff_signoffrevocation r ON r.signoff_id = p.signoff_id
         WHERE p.seq IS NULL ORDER BY r.revoked_at, r.id
    LOOP
        PERFORM editions_revocation_tell(taken);
        count := count + 1;
    END LOOP;
    RETURN count;
END $function$;
