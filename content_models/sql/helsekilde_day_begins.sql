-- The moment at which a day of the house begins.
CREATE OR REPLACE FUNCTION public.helsekilde_day_begins(day date)
 RETURNS timestamp with time zone
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN ((day)::timestamp without time zone AT TIME ZONE 'Europe/Oslo'::text);
