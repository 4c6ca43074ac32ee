-- What cannot be read again is refused in a sentence that is true at the edges.

-- A value that PostgreSQL takes and Python cannot read: a day outside the years 1 to 9999, a moment that is outside them
-- in some zone of the world, an array of more dimensions than one or with nothing in a place, a number that is none or
-- too large, JSON of another shape than its column has, or what is so long that a few such rows fill a process. Or a
-- number of a row below 1, which no address of a screen names. One such row ends whatever reads its table, for ever
-- where rows are kept. Each trigger says of one column when that is so, and names it; cms/database/readable.py hangs
-- them on every table after each migration. What an older house has already stays, and the rest of its row is changed
-- as it always was.
CREATE OR REPLACE FUNCTION public.helsekilde_refuse_unreadable()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(NEW) -> TG_ARGV[0] = to_jsonb(OLD) -> TG_ARGV[0] THEN
            RETURN NULL;
        END IF;
    END IF;
    RAISE EXCEPTION 'This value of % cannot be read again: a day outside the years 1 to 9999, a moment before 0001-01-02 00:00 or after 9999-12-31 22:59:59.999999 UTC, a list of another form, no number or one beyond 1e38 (in JSON 1e30), a key below 1, JSON of another shape or depth, or more than one place has.', TG_TABLE_NAME || '.' || TG_ARGV[0]
        USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
END $function$;
