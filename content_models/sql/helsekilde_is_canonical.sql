-- Is this JSON text in canonical form (RFC 8785): members in order and each once, no space between, every string and
-- number in its one spelling? Members whose names are not ASCII, and numbers that are no whole ones below 2^53, have
-- no canonical form here. Looked at level by level: a value's text is as long as its parts make it, or has more in it.
CREATE OR REPLACE FUNCTION public.helsekilde_is_canonical(document text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET standard_conforming_strings TO 'on'
AS $function$
    WITH RECURSIVE walk (value, kind) AS (
        SELECT document::json, json_typeof(document::json)
        UNION ALL
        SELECT part.value, json_typeof(part.value) FROM walk w CROSS JOIN LATERAL (
            SELECT o.value FROM json_each(CASE w.kind WHEN 'object' THEN w.value ELSE '{}' END) o
            UNION ALL
            SELECT l.value FROM json_array_elements(CASE w.kind WHEN 'array' THEN w.value ELSE '[]' END) l) part
         WHERE w.kind IN ('object', 'array'))
    SELECT bool_and(CASE w.kind
        WHEN 'object' THEN (
            SELECT coalesce(bool_and(m.key ~ '^[ -~]*$' AND coalesce(m.key > m.before COLLATE "C", true)), true)
                   AND length(w.value::text) = greatest(count(*) - 1, 0) + 2
                       + coalesce(sum(length(to_json(m.key)::text) + 1 + length(m.value::text)), 0)
              FROM (SELECT o.key, o.value, lag(o.key) OVER (ORDER BY o.ordinality) AS before
                      FROM json_each(w.value) WITH ORDINALITY o) m)
        WHEN 'array' THEN (
            SELECT length(w.value::text) = greatest(count(*) - 1, 0) + 2 + coalesce(sum(length(l.value::text)), 0)
              FROM json_array_elements(w.value) l)
        WHEN 'string' THEN strpos(w.value::text, '\') = 0 OR to_json(w.value #>> '{}')::text = w.value::text
        WHEN 'number' THEN w.value::text ~ '^(0|-?[1-9][0-9]{0,15})$'
             AND abs(w.value::text::numeric) <= 9007199254740991
        ELSE w.value::text IN ('true', 'false', 'null') END)
      FROM walk w
$function$;
