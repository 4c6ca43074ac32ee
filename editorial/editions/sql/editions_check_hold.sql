-- What is read from a hold later must be readable: a row that is not would stand in the way of every decision.
-- The number of a hold is given here, whatever number its writer has chosen: a decision answers every hold up to
-- one number, so a hold far ahead would have all that come after it answered already. The lock of the log is held
-- by now (editions_lock_log). When it was raised, and how far the log reached then, is what the database says.
CREATE OR REPLACE FUNCTION public.editions_check_hold()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
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
    SELECT coalesce(max(l.seq), 0) INTO NEW.log_seq FROM editions_logentry l;
    NEW.raised_at := helsekilde_now();
    RETURN NEW;
END $function$;

CREATE TRIGGER editions_check_hold BEFORE INSERT ON public.editions_hold FOR EACH ROW EXECUTE FUNCTION editions_check_hold();
