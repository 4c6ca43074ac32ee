-- Transactions that have run for at least so many seconds, at work or idle, and hold up others: they hold the order's
-- lock, a whole table against those who read or write it, or what somebody waits for. Asked as the application: it sees
-- since when its own sessions run and idle. Those of others are told of where somebody has waited for so long.
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
