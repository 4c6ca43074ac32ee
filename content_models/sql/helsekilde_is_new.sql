-- Did the running transaction write this row itself? What somebody's authority rests on was there before.
-- A row of a transaction that still runs is seen by nobody but that transaction.
CREATE OR REPLACE FUNCTION public.helsekilde_is_new(writer xid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    wrap constant numeric := 4294967296;
    now_at numeric := pg_current_xact_id()::text::numeric;
    written numeric := writer::text::numeric;
BEGIN
    written := written + wrap * floor(now_at / wrap);
    -- Savepoints have later numbers than the transaction they stand in; what is far ahead is of the round before, and
    -- what is far behind a savepoint's of the next. Where that has no such number yet, the row is an old one.
    IF written > now_at + wrap / 2 THEN
        written := written - wrap;
    ELSIF written < now_at - wrap / 2 THEN
        BEGIN
            RETURN coalesce(pg_xact_status((written + wrap)::text::xid8) = 'in progress', false);
        EXCEPTION WHEN invalid_parameter_value THEN
            RETURN false;
        END;
    END IF;
    IF written < 3 THEN
        RETURN false;
    END IF;
    RETURN coalesce(pg_xact_status(written::text::xid8) = 'in progress', false);
END $function$;
