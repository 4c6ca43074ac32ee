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

-- No row that is never changed has a number that is still to be given: whoever took those that come next would keep
-- the next withdrawal, signature or edition out.
CREATE OR REPLACE FUNCTION public.helsekilde_number()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    numbers regclass := pg_get_serial_sequence(format('%I.%I', TG_TABLE_SCHEMA, TG_TABLE_NAME), 'id');
BEGIN
    IF NEW.id > coalesce(pg_sequence_last_value(numbers), 0) THEN
        NEW.id := nextval(numbers);
    END IF;
    RETURN NEW;
END $function$;
