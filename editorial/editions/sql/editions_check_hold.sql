-- What is read from a hold later must be readable: a row that is not would stand in the way of every decision.
-- The number of a hold is given here, whatever number its writer has chosen: a decision answers every hold up to
-- one number, so a hold far ahead would have all that come after it answered already. The lock of the log is held
-- by now (editions_lock_log). When it was raised, and how far the log reached then, is what the database says.
-- The heads are files that the database does not have: what it can know is that they tell of something which it has
-- not. Whether they say so is compared by the audit, which reads them (audit/holds.py).
CREATE OR REPLACE FUNCTION public.editions_check_hold()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF NEW.first_seq < 1 OR NEW.last_seq < NEW.first_seq - 1
       OR jsonb_typeof(NEW.heads) IS DISTINCT FROM 'array'
       OR jsonb_typeof(NEW.facts -> 'withdrawals') IS DISTINCT FROM 'array'
       OR jsonb_typeof(NEW.facts -> 'revocations') IS DISTINCT FROM 'array'
       OR jsonb_typeof(NEW.facts -> 'stops') <> 'array' OR jsonb_typeof(NEW.facts -> 'takings') <> 'array' THEN
        PERFORM editions_refuse('A hold names lost entries, heads, withdrawals and revocations, and lists of wishes.');
    END IF;
    PERFORM (f ->> 'contentId')::uuid, (f ->> 'seq')::bigint, (f ->> 'number')::bigint, (f ->> 'replacement')::uuid
       FROM jsonb_array_elements(NEW.facts -> 'withdrawals') f;
    PERFORM (f ->> 'contentId')::uuid, (f ->> 'signoffId')::bigint, (f ->> 'signedBy')::bigint,
            (f ->> 'signedAt')::timestamptz
       FROM jsonb_array_elements(NEW.facts -> 'revocations') f;
    PERFORM (f ->> 'contentId')::uuid, (f ->> 'wishId')::bigint, (f ->> 'replacement')::uuid, (f ->> 'at')::timestamptz
       FROM jsonb_array_elements(editions_told(NEW.facts, 'stops')) f;
    PERFORM (f ->> 'contentId')::uuid, (f ->> 'wishId')::bigint, (f ->> 'signoffId')::bigint,
            (f ->> 'signedBy')::bigint, (f ->> 'signedAt')::timestamptz, (f ->> 'at')::timestamptz
       FROM jsonb_array_elements(editions_told(NEW.facts, 'takings')) f;
    IF EXISTS (
        SELECT 1 FROM (
            SELECT f, ARRAY['seq', 'number'] AS numbers, ARRAY['contentId', 'lang', 'editionDigest', 'reason', 'at'] AS words
              FROM jsonb_array_elements(NEW.facts -> 'withdrawals') f
            UNION ALL
            SELECT f, ARRAY['signoffId', 'signedBy'],
                   ARRAY['contentId', 'lang', 'clinicalDigest', 'signedAt', 'reason', 'at']
              FROM jsonb_array_elements(NEW.facts -> 'revocations') f
            UNION ALL
            SELECT f, ARRAY['wishId'], ARRAY['contentId', 'lang', 'reason', 'at']
              FROM jsonb_array_elements(editions_told(NEW.facts, 'stops')) f
            UNION ALL
            SELECT f, ARRAY['wishId', 'signoffId', 'signedBy'],
                   ARRAY['contentId', 'lang', 'clinicalDigest', 'signedAt', 'reason', 'at']
              FROM jsonb_array_elements(editions_told(NEW.facts, 'takings')) f) told
         WHERE EXISTS (SELECT 1 FROM unnest(numbers) k WHERE jsonb_typeof(f -> k) IS DISTINCT FROM 'number')
            OR EXISTS (SELECT 1 FROM unnest(words) k WHERE jsonb_typeof(f -> k) IS DISTINCT FROM 'string')
            OR EXISTS (SELECT 1 FROM unnest(ARRAY['notice', 'cause']) k
                        WHERE f ? k AND jsonb_typeof(f -> k) <> 'string'))
       OR EXISTS (SELECT 1 FROM jsonb_array_elements(editions_told(NEW.facts, 'takings')) f
                   WHERE jsonb_typeof(f -> 'hidesText') IS DISTINCT FROM 'boolean') THEN
        PERFORM editions_refuse('What a hold tells of the lost part is not as signed heads tell it.');
    END IF;
    SELECT coalesce(max(h.id), 0) + 1 INTO NEW.id FROM editions_hold h;
    SELECT coalesce(max(l.seq), 0) INTO NEW.log_seq FROM editions_logentry l;
    IF NEW.first_seq > NEW.log_seq + 1
       OR EXISTS (SELECT 1 FROM jsonb_array_elements(NEW.heads) h
                   WHERE jsonb_typeof(h) <> 'string' OR h #>> '{}' !~ '^[0-9a-f]{64}$')
       OR EXISTS (SELECT 1 FROM jsonb_array_elements(NEW.facts -> 'withdrawals') f
                    JOIN editions_edition e ON e.edition_digest = f ->> 'editionDigest'
                    JOIN editions_logentry l ON l.edition_id = e.id)
       OR EXISTS (SELECT 1 FROM jsonb_array_elements(NEW.facts -> 'revocations') f
                    JOIN signoff_signoff s
                      ON s.id = (f ->> 'signoffId')::bigint AND s.content_id::text = f ->> 'contentId'
                     AND s.lang = f ->> 'lang' AND s.clinical_digest = f ->> 'clinicalDigest'
                     AND s.signed_by_id = (f ->> 'signedBy')::bigint
                     AND s.signed_at = (f ->> 'signedAt')::timestamptz
                    JOIN signoff_signoffrevocation r ON r.signoff_id = s.id)
       OR EXISTS (SELECT 1 FROM jsonb_array_elements(editions_told(NEW.facts, 'stops')) f
                    JOIN editions_withdrawalwish w
                      ON w.id = (f ->> 'wishId')::bigint AND w.content_id::text = f ->> 'contentId'
                     AND w.lang = f ->> 'lang' AND w.wished_at = (f ->> 'at')::timestamptz)
       OR EXISTS (SELECT 1 FROM jsonb_array_elements(editions_told(NEW.facts, 'takings')) f
                    JOIN (SELECT id, signoff_id, wished_at, true AS hides FROM editions_withdrawalwish
                          UNION ALL SELECT id, signoff_id, wished_at, false FROM editions_takingback) t
                      ON t.hides = (f ->> 'hidesText')::boolean AND t.id = (f ->> 'wishId')::bigint
                     AND t.signoff_id = (f ->> 'signoffId')::bigint AND t.wished_at = (f ->> 'at')::timestamptz) THEN
        PERFORM editions_refuse('A hold tells of what this log lacks, from its end on, by the digests of signed heads.');
    END IF;
    NEW.raised_at := helsekilde_now();
    RETURN NEW;
END $function$;

CREATE TRIGGER editions_check_hold BEFORE INSERT ON public.editions_hold FOR EACH ROW EXECUTE FUNCTION editions_check_hold();
