-- As before, and the number of a hold is given here, whatever number its writer has chosen: a decision answers
-- every hold up to one number, so a hold far ahead would have all that come after it answered already. The
-- lock of the log is held by now (editions_lock_log).
CREATE OR REPLACE FUNCTION editions_check_hold() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.first_seq < 1 OR NEW.last_seq < NEW.first_seq - 1
       OR jsonb_typeof(NEW.heads) IS DISTINCT FROM 'array'
       OR jsonb_typeof(NEW.facts -> 'withdrawals') IS DISTINCT FROM 'array'
       OR jsonb_typeof(NEW.facts -> 'revocations') IS DISTINCT FROM 'array' THEN
        PERFORM editions_refuse('A hold names lost entries, heads, withdrawals and revocations.');
    END IF;
    PERFORM (f ->> 'contentId')::uuid FROM jsonb_array_elements(NEW.facts -> 'withdrawals') f;
    PERFORM (f ->> 'signoffId')::bigint, (f ->> 'signedBy')::bigint, (f ->> 'signedAt')::timestamptz
       FROM jsonb_array_elements(NEW.facts -> 'revocations') f;
    SELECT coalesce(max(h.id), 0) + 1 INTO NEW.id FROM editions_hold h;
    RETURN NEW;
END $$;
