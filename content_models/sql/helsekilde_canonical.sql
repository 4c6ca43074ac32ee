-- The canonical form of a JSON value (RFC 8785), NULL where it has none here: members that are not ASCII, and
-- numbers that are no whole ones below 2^53. A member that stands twice in the bytes is lost on the way, so that
-- bytes which have one are not their own canonical form.
CREATE OR REPLACE FUNCTION public.helsekilde_canonical(value jsonb)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    CASE jsonb_typeof(value)
    WHEN 'object' THEN
        RETURN '{' || coalesce((
            SELECT CASE WHEN count(*) = count(part) THEN string_agg(part, ',' ORDER BY key COLLATE "C") END FROM (
                SELECT m.key, CASE WHEN m.key ~ '^[ -~]*$' THEN to_json(m.key)::text || ':' || CASE
                    WHEN jsonb_typeof(m.value) IN ('object', 'array', 'number') THEN helsekilde_canonical(m.value)
                    ELSE m.value::text END END AS part
                  FROM jsonb_each(value) m) members
             HAVING count(*) > 0), CASE WHEN value = '{}' THEN '' END) || '}';
    WHEN 'array' THEN
        RETURN '[' || coalesce((
            SELECT CASE WHEN count(*) = count(part) THEN string_agg(part, ',' ORDER BY place) END FROM (
                SELECT m.ordinality AS place, CASE
                    WHEN jsonb_typeof(m.value) IN ('object', 'array', 'number') THEN helsekilde_canonical(m.value)
                    ELSE m.value::text END AS part
                  FROM jsonb_array_elements(value) WITH ORDINALITY m) members
             HAVING count(*) > 0), CASE WHEN value = '[]' THEN '' END) || ']';
    WHEN 'number' THEN
        RETURN CASE WHEN value::numeric = trunc(value::numeric) AND abs(value::numeric) <= 9007199254740991
               THEN trunc(value::numeric)::text END;
    ELSE
        RETURN value::text;
    END CASE;
END $function$;
