-- A hold tells what people had stopped in the lost part, and a decision waits until that is stopped again.

-- What a hold tells under this name; nothing where it is one of before, which had no such list.
CREATE OR REPLACE FUNCTION public.editions_told(facts jsonb, kind text)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT CASE jsonb_typeof(facts -> kind) WHEN 'array' THEN facts -> kind ELSE '[]' END
$function$;

-- The words and the reason of a withdrawal. What the system alone finds it must have found: here, or in the part of
-- a log that was lost and is told again from its signed heads, by an editor-in-chief, for the reason that is told.
-- Whether heads say so, files elsewhere, the audit asks (audit/holds.py).
CREATE OR REPLACE FUNCTION public.editions_check_notice(e editions_edition)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    said jsonb := convert_from(e.envelope, 'UTF8')::jsonb #> '{edition,withdrawal}';
    before record;
BEGIN
    IF jsonb_typeof(said -> 'notice') IS DISTINCT FROM 'string'
       OR said ->> 'reason' IS NULL
       OR said ->> 'reason' NOT IN (
           'unsafe', 'recalled', 'error', 'outdated', 'revoked', 'consolidated', 'expired', 'unpublished') THEN
        PERFORM editions_refuse('A withdrawal has a notice and one of the reasons.');
    END IF;
    -- What a wish says was asked when that was written, by the rule of the day.
    IF editions_line_faults(said ->> 'notice') <> '{}' AND NOT EXISTS (
        SELECT 1 FROM editions_withdrawalwish w
         WHERE w.content_id = e.content_id AND w.lang = e.lang AND w.notice = said ->> 'notice') THEN
        PERFORM editions_refuse('A notice has at most 300 characters and no digits but the telephone numbers.');
    END IF;
    IF said ->> 'reason' IN ('expired', 'revoked') AND EXISTS (
        SELECT 1 FROM editions_hold h
         CROSS JOIN LATERAL (
             SELECT w AS f, w ->> 'reason' AS reason FROM jsonb_array_elements(h.facts -> 'withdrawals') w
             UNION ALL
             SELECT r, 'revoked' FROM jsonb_array_elements(h.facts -> 'revocations') r
             UNION ALL
             SELECT t, 'revoked' FROM jsonb_array_elements(editions_told(h.facts, 'takings')) t) told
         WHERE h.id > editions_answered(0) AND f ->> 'contentId' = e.content_id::text AND f ->> 'lang' = e.lang
           AND told.reason = said ->> 'reason')
       AND signoff_is_member(e.actor_id, ARRAY['Editors-in-chief']) THEN
        RETURN;
    END IF;
    SELECT signoff_ids INTO before FROM editions_edition
     WHERE content_id = e.content_id AND lang = e.lang AND number = e.number - 1;
    IF said ->> 'reason' = 'expired' AND NOT EXISTS (
        SELECT 1 FROM editions_publicdocument d
         WHERE d.content_id = e.content_id AND d.lang = e.lang AND d.public_until <= helsekilde_now())
       AND NOT EXISTS (SELECT 1 FROM wagtailcore_page g
                        WHERE g.id = e.page_id AND g.expire_at <= helsekilde_now()) THEN
        PERFORM editions_refuse('The time of this text is not over.');
    END IF;
    IF said ->> 'reason' = 'revoked' AND NOT EXISTS (
        SELECT 1 FROM signoff_signoffrevocation r WHERE r.signoff_id = ANY (before.signoff_ids)) THEN
        PERFORM editions_refuse('No sign-off of this text was taken back.');
    END IF;
END $function$;

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

-- A decision is written by an editor-in-chief, about every hold there is, once all that the lost part had taken
-- down or stopped is so again, and what it had taken back. It takes its place in the log as an edition does. What its statement says of itself is
-- compared with the row and the log; whether it is signed by the house's key, the audit asks. What holds alone tell
-- and no signed head says is not carried out: the statement names it, by digests of its text.
CREATE OR REPLACE FUNCTION public.editions_enter_restoration()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    head record;
    next_seq bigint;
    before bytea;
    wrong record;
    said jsonb;
BEGIN
    IF encode(sha256(convert_to(NEW.statement, 'UTF8')), 'hex') <> NEW.digest THEN
        PERFORM editions_refuse('The digest is not that of the statement.');
    END IF;
    IF NOT signoff_is_member(NEW.actor_id, ARRAY['Editors-in-chief']) THEN
        PERFORM editions_refuse('Only an active editor-in-chief accepts a restored log.');
    END IF;

    PERFORM editions_take_order();
    -- Statements of their own: in READ COMMITTED they see what was committed while we waited.
    IF NEW.hold_id IS DISTINCT FROM (SELECT max(id) FROM editions_hold)
       OR NEW.hold_id <= editions_answered(NEW.id) THEN
        PERFORM editions_refuse('The decision is not about the hold that stands.');
    END IF;
    said := editions_claims(NEW.statement, 'log-restoration+jwt');
    SELECT d.lang, d.path INTO wrong
      FROM editions_hold h
      CROSS JOIN LATERAL jsonb_array_elements(h.facts -> 'withdrawals') f
      JOIN editions_publicdocument d
        ON d.content_id = (f ->> 'contentId')::uuid AND d.lang = f ->> 'lang'
     WHERE h.id > editions_answered(NEW.id) AND d.state = 'current'
       AND NOT coalesce(said -> 'unsaid' ? encode(sha256(convert_to(f::text, 'UTF8')), 'hex'), false) LIMIT 1;
    IF wrong.path IS NOT NULL THEN
        PERFORM editions_refuse(format(
            '%s/%s is public, and the lost part of the log had withdrawn it.', wrong.lang, wrong.path));
    END IF;
    SELECT d.lang, d.path INTO wrong
      FROM editions_hold h
      CROSS JOIN LATERAL jsonb_array_elements((h.facts -> 'revocations') || editions_told(h.facts, 'takings')) f
      JOIN signoff_signoff s
        ON s.id = (f ->> 'signoffId')::bigint AND s.clinical_digest = f ->> 'clinicalDigest'
       AND s.signed_by_id = (f ->> 'signedBy')::bigint AND s.signed_at = (f ->> 'signedAt')::timestamptz
      JOIN editions_publicdocument d ON d.content_id = s.content_id AND d.lang = s.lang
      JOIN editions_edition e ON e.id = d.edition_id
     WHERE h.id > editions_answered(NEW.id) AND d.state = 'current' AND s.id = ANY (e.signoff_ids)
       AND NOT coalesce(said -> 'unsaid' ? encode(sha256(convert_to(f::text, 'UTF8')), 'hex'), false) LIMIT 1;
    IF wrong.path IS NOT NULL THEN
        PERFORM editions_refuse(format(
            '%s/%s is public on a sign-off that was taken back in the lost part of the log.',
            wrong.lang, wrong.path));
    END IF;
    -- A new wish hides the text, and no sign-off from before it counts, whether the text is public or not.
    SELECT f ->> 'lang' AS lang, f ->> 'contentId' AS path INTO wrong
      FROM editions_hold h
      CROSS JOIN LATERAL jsonb_array_elements(editions_told(h.facts, 'stops')) f
     WHERE h.id > editions_answered(NEW.id)
       AND NOT EXISTS (SELECT 1 FROM editions_withdrawalwish w
                        WHERE w.content_id = (f ->> 'contentId')::uuid AND w.lang = f ->> 'lang'
                          AND w.wished_at >= h.raised_at)
       AND NOT coalesce(said -> 'unsaid' ? encode(sha256(convert_to(f::text, 'UTF8')), 'hex'), false) LIMIT 1;
    IF wrong.path IS NOT NULL THEN
        PERFORM editions_refuse(format(
            '%s %s was stopped in the lost part of the log, and is not stopped again.', wrong.lang, wrong.path));
    END IF;
    SELECT f ->> 'lang' AS lang, f ->> 'signoffId' AS path INTO wrong
      FROM editions_hold h
      CROSS JOIN LATERAL jsonb_array_elements((h.facts -> 'revocations') || editions_told(h.facts, 'takings')) f
      JOIN signoff_signoff s
        ON s.id = (f ->> 'signoffId')::bigint AND s.content_id::text = f ->> 'contentId' AND s.lang = f ->> 'lang'
       AND s.clinical_digest = f ->> 'clinicalDigest' AND s.signed_by_id = (f ->> 'signedBy')::bigint
       AND s.signed_at = (f ->> 'signedAt')::timestamptz
     WHERE h.id > editions_answered(NEW.id)
       AND NOT EXISTS (SELECT 1 FROM signoff_signoffrevocation r WHERE r.signoff_id = s.id)
       AND NOT coalesce(said -> 'unsaid' ? encode(sha256(convert_to(f::text, 'UTF8')), 'hex'), false) LIMIT 1;
    IF wrong.path IS NOT NULL THEN
        PERFORM editions_refuse(format(
            'Sign-off %s was taken back in the lost part of the log, and stands.', wrong.path));
    END IF;

    SELECT seq, chain_hash INTO head FROM editions_logentry ORDER BY seq DESC LIMIT 1;
    next_seq := coalesce(head.seq, 0) + 1;
    before := coalesce(head.chain_hash, decode(repeat('00', 32), 'hex'));
    IF (said -> 'hold', said #> '{by,id}', said #>> '{by,username}', said -> 'logSeq', said ->> 'chainHash',
        said -> 'iat', said ->> 'at')
       IS DISTINCT FROM
       (to_jsonb(NEW.hold_id), to_jsonb(NEW.actor_id),
        (SELECT u.username::text FROM users_user u WHERE u.id = NEW.actor_id),
        to_jsonb(coalesce(head.seq, 0)), coalesce(encode(head.chain_hash, 'hex'), ''),
        to_jsonb(floor(extract(epoch FROM NEW.recorded_at))::bigint), helsekilde_timestamp(NEW.recorded_at)) THEN
        PERFORM editions_refuse('The statement says something else than the log and its row.');
    END IF;
    INSERT INTO editions_logentry (seq, restoration_id, previous_hash, chain_hash)
    VALUES (next_seq, NEW.id, before, sha256(before || int8send(next_seq) || decode(NEW.digest, 'hex')));
    RETURN NULL;
END $function$;
