-- The day of the house on which a moment falls.
CREATE OR REPLACE FUNCTION public.helsekilde_day(moment timestamp with time zone)
 RETURNS date
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN ((moment AT TIME ZONE 'Europe/Oslo'::text))::date;
