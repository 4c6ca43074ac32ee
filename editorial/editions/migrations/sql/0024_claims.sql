-- What a decision, an actor and a hold say is compared with what the database knows.

-- Bytes from base64url without its padding (RFC 7515).
CREATE OR REPLACE FUNCTION public.editions_unbase64(part text)
 RETURNS bytea
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN decode((translate(part, '-_'::text, '+/'::text) || repeat('='::text, ((4 - (length(part) % 4)) % 4))), 'base64'::text);

-- What a compact JWS of the house says: three parts, a header that names its key, and claims in canonical form, so
-- that what is compared is what whoever reads it reads. The signature itself cannot be asked here: whoever reads the
-- JWS asks it, and so does the audit.
CREATE OR REPLACE FUNCTION public.editions_claims(token text, kind text)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    parts text[] := string_to_array(token, '.');
    header text;
    claims text;
BEGIN
    IF token !~ '^[A-Za-z0-9_-]+[.][A-Za-z0-9_-]+[.][A-Za-z0-9_-]{86}$' THEN
        PERFORM editions_refuse('It is no signed statement of the house (compact JWS).');
    END IF;
    BEGIN
        header := convert_from(editions_unbase64(parts[1]), 'UTF8');
        claims := convert_from(editions_unbase64(parts[2]), 'UTF8');
        IF helsekilde_is_canonical(header) IS NOT TRUE OR helsekilde_is_canonical(claims) IS NOT TRUE
           OR header::jsonb - 'kid' IS DISTINCT FROM jsonb_build_object('alg', 'EdDSA', 'typ', kind)
           OR header::jsonb ->> 'kid' !~ '^[A-Za-z0-9_-]{43}$' THEN
            claims := NULL;
        END IF;
    EXCEPTION WHEN data_exception THEN
        claims := NULL;
    END;
    IF claims IS NULL THEN
        PERFORM editions_refuse('It is no signed statement of the house (compact JWS).');
    END IF;
    RETURN claims::jsonb;
END $function$;

-- Who is named as having done it: nobody (the clock, a command), or somebody with an active account who may. A
-- withdrawal for a person's reason names who may withdraw, or stands on their wish, which was asked the same when it
-- was written. One that follows from a signature names who took it back. What is told again of a lost part of the
-- log names an editor-in-chief. Nothing of it is public.
CREATE OR REPLACE FUNCTION public.editions_check_actor(e editions_edition, before editions_edition, env jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    reason text := env #>> '{edition,withdrawal,reason}';
    is_wished boolean := e.action = 'withdrawn' AND EXISTS (
        SELECT 1 FROM editions_withdrawalwish w
         WHERE w.content_id = e.content_id AND w.lang = e.lang AND w.reason = env #>> '{edition,withdrawal,reason}'
           AND (e.actor_id IS NULL OR w.actor_id = e.actor_id)
           AND NOT EXISTS (SELECT 1 FROM editions_edition x
                            WHERE x.content_id = e.content_id AND x.lang = e.lang AND x.action = 'withdrawn'
                              AND x.number > w.number AND x.number < e.number));
    may_withdraw boolean := signoff_is_member(e.actor_id, ARRAY['Duty editors', 'Editors-in-chief']);
BEGIN
    IF is_wished THEN
        RETURN;
    END IF;
    IF e.actor_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM users_user u
         WHERE u.id = e.actor_id AND u.is_active AND NOT helsekilde_is_new(u.xmin)) THEN
        PERFORM editions_refuse('Who is named as having done it has no active account.');
    END IF;
    IF reason IN ('unsafe', 'recalled', 'error', 'outdated', 'consolidated') AND NOT may_withdraw THEN
        PERFORM editions_refuse('A withdrawal names a duty editor or an editor-in-chief, or stands on their wish.');
    END IF;
    IF reason = 'revoked' AND NOT EXISTS (
        SELECT 1 FROM signoff_signoffrevocation r
         WHERE r.signoff_id = ANY (before.signoff_ids) AND r.revoked_by_id = e.actor_id)
       AND NOT signoff_is_member(e.actor_id, ARRAY['Editors-in-chief']) THEN
        PERFORM editions_refuse('A withdrawal that follows from a signature names who took it back.');
    END IF;
    IF reason = 'expired' AND e.actor_id IS NOT NULL AND NOT may_withdraw THEN
        PERFORM editions_refuse('A text ends by the clock, or is told again by an editor-in-chief.');
    END IF;
    IF e.action IN ('published', 'reaffirmed') AND e.actor_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM users_user_groups m JOIN auth_group g ON g.id = m.group_id
         WHERE m.user_id = e.actor_id AND g.name IN ('Clinicians', 'Desk editors', 'Editors-in-chief')) THEN
        PERFORM editions_refuse('Who is named as having published is nobody who publishes.');
    END IF;
END $function$;

-- When a wish was carried out is what the database says.
CREATE OR REPLACE FUNCTION public.editions_note_outcome()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    NEW.done_at := helsekilde_now();
    RETURN NEW;
END $function$;

CREATE TRIGGER editions_note_outcome BEFORE INSERT ON public.editions_wishoutcome FOR EACH ROW EXECUTE FUNCTION editions_note_outcome();

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

-- When an edition or a decision was written stands in its column alone, so it is set here.
CREATE OR REPLACE FUNCTION public.editions_stamp()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    NEW.recorded_at := helsekilde_now();
    RETURN NEW;
END $function$;

-- Nobody signs what they wrote: asked of everybody whose hand is in the text since it was last signed and
-- published, of its owner before the first time, and of whoever submitted it. `SigningFacts.contributors`
-- is the same question. What was written before that signature is asked of nobody any more, so it is not signed.
CREATE OR REPLACE FUNCTION public.editions_check_four_eyes()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    signed bigint;
BEGIN
    SELECT max(s.revision_id) INTO signed FROM signoff_signoff s
     WHERE s.id = ANY (ARRAY(
           SELECT unnest(e.signoff_ids) FROM editions_edition e
            WHERE e.id = (SELECT n.id FROM editions_edition n
                           WHERE n.content_id = NEW.content_id AND n.lang = NEW.lang AND n.action <> 'withdrawn'
                           ORDER BY n.number DESC LIMIT 1)));
    IF NEW.revision_id < signed THEN
        PERFORM editions_refuse('The text is older than the one that was last signed and published.');
    END IF;
    IF EXISTS (
        SELECT 1 FROM signoff_contribution c
         WHERE c.page_id = NEW.page_id AND c.user_id = NEW.signed_by_id
           AND (signed IS NULL OR c.revision_id > signed))
       OR signed IS NULL AND EXISTS (
        SELECT 1 FROM wagtailcore_page g WHERE g.id = NEW.page_id AND g.owner_id = NEW.signed_by_id)
       OR EXISTS (
        SELECT 1 FROM wagtailcore_taskstate t JOIN wagtailcore_workflowstate w ON w.id = t.workflow_state_id
         WHERE t.id = NEW.task_state_id AND w.requested_by_id = NEW.signed_by_id) THEN
        PERFORM editions_refuse('Nobody signs what they wrote, own or submitted.');
    END IF;
    RETURN NEW;
END $function$;

-- All that is asked of an edition before it takes its place in the log.
CREATE OR REPLACE FUNCTION public.editions_check(e editions_edition, art jsonb, env jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    before editions_edition;
BEGIN
    IF e.edition_scheme <> 2 OR e.clinical_scheme <> 1 THEN
        PERFORM editions_refuse('Editions are written in scheme 2, of articles of clinical scheme 1.');
    END IF;
    SELECT * INTO before FROM editions_edition
     WHERE content_id = e.content_id AND lang = e.lang AND number = e.number - 1;
    PERFORM editions_check_bytes(e, art, env);
    IF EXISTS (SELECT 1 FROM signoff_signoff s WHERE s.id = ANY (e.signoff_ids)
               GROUP BY s.signed_by_id HAVING count(*) > 1) THEN
        PERFORM editions_refuse('One person counts once.');
    END IF;
    IF e.action <> 'withdrawn' THEN
        PERFORM editions_check_signoffs(e);
    ELSE
        PERFORM editions_check_withdrawal(e, art);
    END IF;
    PERFORM editions_check_order(e, before);
    PERFORM editions_check_repeat(e, before);
    PERFORM editions_check_dates(e, before);
    PERFORM editions_check_members(e, before, env);
    PERFORM editions_check_page(e);
    PERFORM editions_check_actor(e, before, env);
    IF e.action <> 'withdrawn' AND e.article IS DISTINCT FROM before.article THEN
        PERFORM editions_check_article(art);
    END IF;
    PERFORM editions_check_receipt(e, art, env);
END $function$;

-- A decision is written by an editor-in-chief, about every hold there is, once all that the lost part had taken
-- down is down again. It takes its place in the log as an edition does. What its statement says of itself is
-- compared with the row and the log; whether it is signed by the house's key, the audit asks.
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
    SELECT d.lang, d.path INTO wrong
      FROM editions_hold h
      CROSS JOIN LATERAL jsonb_array_elements(h.facts -> 'withdrawals') f
      JOIN editions_publicdocument d
        ON d.content_id = (f ->> 'contentId')::uuid AND d.lang = f ->> 'lang'
     WHERE h.id > editions_answered(NEW.id) AND d.state = 'current' LIMIT 1;
    IF wrong.path IS NOT NULL THEN
        PERFORM editions_refuse(format(
            '%s/%s is public, and the lost part of the log had withdrawn it.', wrong.lang, wrong.path));
    END IF;
    SELECT d.lang, d.path INTO wrong
      FROM editions_hold h
      CROSS JOIN LATERAL jsonb_array_elements(h.facts -> 'revocations') f
      JOIN signoff_signoff s
        ON s.id = (f ->> 'signoffId')::bigint AND s.clinical_digest = f ->> 'clinicalDigest'
       AND s.signed_by_id = (f ->> 'signedBy')::bigint AND s.signed_at = (f ->> 'signedAt')::timestamptz
      JOIN editions_publicdocument d ON d.content_id = s.content_id AND d.lang = s.lang
      JOIN editions_edition e ON e.id = d.edition_id
     WHERE h.id > editions_answered(NEW.id) AND d.state = 'current' AND s.id = ANY (e.signoff_ids) LIMIT 1;
    IF wrong.path IS NOT NULL THEN
        PERFORM editions_refuse(format(
            '%s/%s is public on a sign-off that was taken back in the lost part of the log.',
            wrong.lang, wrong.path));
    END IF;

    SELECT seq, chain_hash INTO head FROM editions_logentry ORDER BY seq DESC LIMIT 1;
    next_seq := coalesce(head.seq, 0) + 1;
    before := coalesce(head.chain_hash, decode(repeat('00', 32), 'hex'));
    said := editions_claims(NEW.statement, 'log-restoration+jwt');
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

-- The words and the reason of a withdrawal. What the system alone finds it must have found: here, or in the part of
-- a log that was lost and is told again from its signed heads, by an editor-in-chief.
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
    IF editions_line_faults(said ->> 'notice') <> '{}' THEN
        PERFORM editions_refuse('A notice has at most 300 characters and no digits but the telephone numbers.');
    END IF;
    IF said ->> 'reason' IN ('expired', 'revoked') AND EXISTS (
        SELECT 1 FROM editions_hold h
         CROSS JOIN LATERAL jsonb_array_elements((h.facts -> 'withdrawals') || (h.facts -> 'revocations')) f
         WHERE h.id > editions_answered(0) AND f ->> 'contentId' = e.content_id::text AND f ->> 'lang' = e.lang)
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

CREATE TRIGGER editions_stamp BEFORE INSERT ON editions_restoration FOR EACH ROW EXECUTE FUNCTION editions_stamp();
