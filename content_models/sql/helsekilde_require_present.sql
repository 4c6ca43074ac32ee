-- Does the running transaction see what is so, and is its moment now? Whoever decides about a signature or the log
-- asks it. A transaction that keeps one view of the database (REPEATABLE READ, SERIALIZABLE) does not see what was
-- taken back or stopped since, and one that began long ago would date by that day what it writes today.
CREATE OR REPLACE FUNCTION public.helsekilde_require_present()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'Signatures and the log are written in READ COMMITTED only.'
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    IF clock_timestamp() - now() > interval '5 minutes' THEN
        RAISE EXCEPTION 'This transaction began more than five minutes ago, and what it writes would say that time: begin a new one.'
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
END $function$;
