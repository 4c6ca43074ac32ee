-- Who holds the log is told from who waits for it, and whoever holds up others is seen, at work or idle.
DROP FUNCTION public.editions_idle_holders(integer);
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

CREATE OR REPLACE FUNCTION public.editions_holders(seconds integer)
 RETURNS TABLE(pid integer, login text, program text, age integer, idle integer, holds text)
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    WITH waiting AS MATERIALIZED (
        SELECT b.pid, min(w.waitstart) AS since FROM pg_locks w CROSS JOIN LATERAL unnest(pg_blocking_pids(w.pid)) b(pid)
         WHERE NOT w.granted GROUP BY b.pid),
    held AS MATERIALIZED (
        SELECT l.pid, bool_or(l.relation = 'editions_order'::regclass AND l.mode = 'RowExclusiveLock') AS log,
               string_agg(DISTINCT c.relname, ', ') FILTER (WHERE l.mode IN (
                   'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')) AS tables
          FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
         WHERE l.granted AND c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
           AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
         GROUP BY l.pid)
    SELECT a.pid, a.usename::text, coalesce(a.application_name, ''),
           extract(epoch FROM clock_timestamp() - a.xact_start)::int,
           CASE WHEN a.state LIKE 'idle%' THEN extract(epoch FROM clock_timestamp() - a.state_change)::int END,
           CASE WHEN h.log THEN 'log' WHEN h.tables IS NOT NULL THEN h.tables ELSE '' END
      FROM pg_stat_activity a LEFT JOIN held h ON h.pid = a.pid LEFT JOIN waiting w ON w.pid = a.pid
     WHERE a.datname = current_database() AND a.usename IS NOT NULL
       AND (h.log OR h.tables IS NOT NULL OR w.pid IS NOT NULL)
       AND coalesce(a.xact_start, w.since, clock_timestamp()) <= clock_timestamp() - make_interval(secs => seconds)
     ORDER BY h.log DESC NULLS LAST, a.xact_start NULLS LAST, a.pid
$function$;
