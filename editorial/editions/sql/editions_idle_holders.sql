-- Transactions that have stood idle for at least so many seconds while they hold the order's lock, or a row that
-- somebody waits for. Asked as the application: it sees how long its own sessions idle, and those of nobody else.
CREATE OR REPLACE FUNCTION public.editions_idle_holders(seconds integer)
 RETURNS TABLE(pid integer, login text, program text, idle integer, holds_order boolean)
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT a.pid, a.usename::text, coalesce(a.application_name, ''),
           extract(epoch FROM clock_timestamp() - a.state_change)::int, o.holds
      FROM pg_stat_activity a
     CROSS JOIN LATERAL (SELECT EXISTS (
               SELECT 1 FROM pg_locks l
                WHERE l.pid = a.pid AND l.relation = 'editions_order'::regclass) AS holds) o
     WHERE a.datname = current_database() AND a.state LIKE 'idle in transaction%'
       AND a.state_change <= clock_timestamp() - make_interval(secs => seconds)
       AND (o.holds OR a.pid IN (
               SELECT unnest(pg_blocking_pids(w.pid)) FROM pg_stat_activity w
                WHERE w.datname = current_database() AND w.wait_event_type = 'Lock'))
     ORDER BY o.holds DESC, a.state_change
$function$;
