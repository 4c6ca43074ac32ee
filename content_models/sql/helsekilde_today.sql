-- The day in the house's own time zone, whatever the session's is.
CREATE OR REPLACE FUNCTION public.helsekilde_today()
 RETURNS date
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN helsekilde_day(helsekilde_now());
