-- A moment as it stands in documents: RFC 3339, in UTC, to the second.
CREATE OR REPLACE FUNCTION public.helsekilde_timestamp(moment timestamp with time zone)
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN to_char((moment AT TIME ZONE 'UTC'::text), 'YYYY-MM-DD"T"HH24:MI:SS"Z"'::text);
