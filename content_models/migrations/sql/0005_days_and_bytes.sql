-- Days, canonical bytes, and what is clinical in a stored revision: each asked in one place, by the gate in the
-- database and by whoever wants to say the same before.

-- The day of the house on which a moment falls.
CREATE FUNCTION helsekilde_day(moment timestamptz) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (moment AT TIME ZONE 'Europe/Oslo')::date;

-- The moment at which a day of the house begins.
CREATE FUNCTION helsekilde_day_begins(day date) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (day::timestamp AT TIME ZONE 'Europe/Oslo');

CREATE OR REPLACE FUNCTION helsekilde_today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
RETURN helsekilde_day(helsekilde_now());

-- A moment as it stands in documents: RFC 3339, in UTC, to the second.
CREATE FUNCTION helsekilde_timestamp(moment timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"');

-- Did the running transaction write this row itself? What somebody's authority rests on was there before.
-- A row of a transaction that still runs is seen by nobody but that transaction.
CREATE FUNCTION helsekilde_is_new(writer xid) RETURNS boolean LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    wrap constant numeric := 4294967296;
    now_at numeric := pg_current_xact_id()::text::numeric;
    written numeric := writer::text::numeric;
BEGIN
    written := written + wrap * floor(now_at / wrap);
    -- Savepoints have later numbers than the transaction they stand in; what is far ahead is of the round before.
    IF written > now_at + wrap / 2 THEN
        written := written - wrap;
    END IF;
    IF written < 3 THEN
        RETURN false;
    END IF;
    RETURN coalesce(pg_xact_status(written::text::xid8) = 'in progress', false);
END $$;

-- Is this JSON text in canonical form (RFC 8785): members in order and each once, no space between, every string and
-- number in its one spelling? Members whose names are not ASCII, and numbers that are no whole ones below 2^53, have
-- no canonical form here. Looked at level by level: a value's text is as long as its parts make it, or has more in it.
CREATE FUNCTION helsekilde_is_canonical(document text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, public, pg_temp AS $$
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
$$;

-- What is clinical in a stored revision: all but the fields that are listed as editorial
-- (content_models/pages/content_page.py), those of Wagtail's own bookkeeping, and the numbers of its rows. A body is
-- stored as text, whose members stand in the order in which they happened to be written.
CREATE FUNCTION content_models_clinical(content jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT jsonb_object_agg(m.key, CASE
        WHEN m.key IN ('evidence_references', 'medical_codes') AND jsonb_typeof(m.value) = 'array'
        THEN (SELECT coalesce(jsonb_agg(r.value - '{pk,id,page,sort_order}'::text[] ORDER BY r.ordinality), '[]')
                FROM jsonb_array_elements(m.value) WITH ORDINALITY r)
        WHEN m.key = 'body' AND jsonb_typeof(m.value) = 'string' AND (m.value #>> '{}') ~ '^\s*\[.*\]\s*$'
        THEN (m.value #>> '{}')::jsonb
        ELSE m.value END)
      FROM jsonb_each(content - '{
        slug,seo_title,search_description,show_in_menus,go_live_at,expire_at,demonstration,machine_translated,
        import_source,import_id,import_hash,
        pk,id,page_ptr,path,depth,numchild,translation_key,locale,live,has_unpublished_changes,first_published_at,
        last_published_at,live_revision,latest_revision,latest_revision_created_at,draft_title,content_type,
        url_path,owner,locked,locked_at,locked_by,expired,alias_of,comments,wagtail_admin_comments,
        index_entries}'::text[]) m
$$;
