-- Take the order's lock, or refuse after five seconds with the process that is in the way: whoever waits for it
-- has done all the rest, and a transaction that idles with it must not make everybody wait for ever.
CREATE OR REPLACE FUNCTION public.editions_take_order()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    deadline timestamptz := clock_timestamp() + interval '5 seconds';
    pause double precision := 0.001;
    others text;
BEGIN
    PERFORM helsekilde_require_present();
    LOOP
        PERFORM 1 FROM editions_order FOR UPDATE SKIP LOCKED;
        IF FOUND THEN
            -- Those who wait have the table too. This mode says who has the row; it is in nobody's way.
            LOCK TABLE editions_order IN ROW EXCLUSIVE MODE;
            RETURN;
        END IF;
        IF clock_timestamp() > deadline THEN
            SELECT string_agg(DISTINCT l.pid::text, ', ') INTO others FROM pg_locks l
             WHERE l.relation = 'editions_order'::regclass AND l.mode = 'RowExclusiveLock' AND l.pid <> pg_backend_pid()
               AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database());
            PERFORM editions_refuse(format(
                'Another transaction holds the log, and nothing was written. Try again. (Processes: %s.)',
                coalesce(others, 'none any more')));
        END IF;
        PERFORM pg_sleep(pause);
        pause := least(2 * pause, 0.02);
    END LOOP;
END $function$;
