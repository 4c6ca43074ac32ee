-- The moment of writing, for what is kept as a trail: the house's time, and what has passed since the running
-- transaction began. Whoever holds one open would date by its beginning what they do hours later.
CREATE OR REPLACE FUNCTION public.helsekilde_moment()
 RETURNS timestamp with time zone
 LANGUAGE sql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT helsekilde_now() + greatest(clock_timestamp() - now(), interval '0')
$function$;
