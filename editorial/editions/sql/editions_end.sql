-- When a text ends: when its page says, and in risk class A half a year after its review was due at the latest. The
-- same in Python is `public_until`.
CREATE OR REPLACE FUNCTION public.editions_end(expire_at timestamp with time zone, risk_class text, due date)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT date_trunc('second', least(
        expire_at, CASE WHEN risk_class = 'A' THEN helsekilde_day_begins(due + 180) END))
$function$;
