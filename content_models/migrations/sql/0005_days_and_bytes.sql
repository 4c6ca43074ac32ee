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

-- The canonical form of a JSON value (RFC 8785), NULL where it has none here: members that are not ASCII, and
-- numbers that are no whole ones below 2^53. A member that stands twice in the bytes is lost on the way, so that
-- bytes which have one are not their own canonical form.
CREATE FUNCTION helsekilde_canonical(value jsonb) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, public, pg_temp AS $$
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
END $$;

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
