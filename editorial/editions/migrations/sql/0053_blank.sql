-- A reason, a notice or words in which a reader sees nothing are none: one function asks it of each.

-- Is there nothing in it that a reader could see: no text, or spaces, controls and marks without a form of their own?
-- `is_blank` in content_models/blank.py says the same.
CREATE OR REPLACE FUNCTION public.helsekilde_is_blank(said text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET standard_conforming_strings TO 'on'
AS $function$
    SELECT coalesce(said, '') ~ (
        '^[\u0001-\u0020\u007F-\u00A0\u00AD\u034F\u061C\u115F-\u1160\u1680\u17B4-\u17B5\u180B-\u180F\u2000-\u200F'
        '\u2028-\u202F\u205F-\u206F\u2800\u3000\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB\U0001D173-\U0001D17A\U000E0000-\U000E0FFF]*$')
$function$;

-- When a wish was written and after which edition is what the database says, not its writer. What the public reads
-- of it is what it may read of a withdrawal: for a reason that a person gives who may withdraw, or because a
-- signature under the newest edition is being taken back, by who may do that or might when they wished it. A cause
-- and words of their own have those alone.
CREATE OR REPLACE FUNCTION public.editions_note_wish()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET standard_conforming_strings TO 'on'
AS $function$
DECLARE
    latest record;
    signer bigint;
BEGIN
    PERFORM helsekilde_require_present();
    IF editions_line_faults(NEW.notice) <> '{}' THEN
        PERFORM editions_refuse('A notice has at most 300 characters and no digits but the telephone numbers.');
    END IF;
    SELECT e.number, e.action, e.signoff_ids INTO latest FROM editions_edition e
     WHERE e.content_id = NEW.content_id AND e.lang = NEW.lang ORDER BY e.number DESC LIMIT 1;
    IF NEW.signoff_id IS NOT NULL OR NEW.reason = 'revoked' THEN
        SELECT s.signed_by_id INTO signer FROM signoff_signoff s
         WHERE s.id = NEW.signoff_id AND s.content_id = NEW.content_id AND s.lang = NEW.lang;
        -- What the revocation would refuse is refused here: nobody waits for what can never be done.
        IF NEW.reason <> 'revoked' OR signer IS NULL OR helsekilde_is_blank(NEW.words)
           OR NEW.cause NOT IN ('unsafe', 'recalled', 'foreign', 'error', 'mistake', 'other')
           OR latest.number IS NULL OR latest.action = 'withdrawn'
           OR NEW.signoff_id <> ALL (latest.signoff_ids) THEN
            PERFORM editions_refuse('A person gives one of the reasons of a withdrawal that the system does not find.');
        END IF;
        IF signer IS DISTINCT FROM NEW.actor_id
           AND NOT signoff_is_member(NEW.actor_id, ARRAY['Editors-in-chief'])
           AND NOT EXISTS (SELECT 1 FROM editions_takingback t
                            WHERE t.signoff_id = NEW.signoff_id AND t.actor_id = NEW.actor_id) THEN
            PERFORM editions_refuse('Only the signer or an active editor-in-chief takes a sign-off back.');
        END IF;
    ELSIF NEW.reason NOT IN ('unsafe', 'recalled', 'error', 'outdated', 'consolidated', 'unpublished') THEN
        PERFORM editions_refuse('A person gives one of the reasons of a withdrawal that the system does not find.');
    ELSIF NOT signoff_is_member(NEW.actor_id, ARRAY['Duty editors', 'Editors-in-chief'])
       AND NOT (NEW.reason = 'unpublished' AND signoff_is_member(NEW.actor_id, ARRAY['Desk editors'])) THEN
        PERFORM editions_refuse('Only duty editors and editors-in-chief withdraw.');
    END IF;
    IF NEW.replacement = NEW.content_id OR NEW.replacement IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM editions_publicdocument d WHERE d.content_id = NEW.replacement) THEN
        PERFORM editions_refuse('The replacement is not another item of the log.');
    END IF;
    IF NEW.signoff_id IS NULL THEN
        NEW.cause := '';
        NEW.words := '';
    END IF;
    NEW.wished_at := helsekilde_moment();
    NEW.number := coalesce(latest.number, 0);
    RETURN NEW;
END $function$;

-- Who wishes to take a sign-off back, and for what, is asked when the wish is written, as the revocation is asked
-- later. Of which item it is, which newest edition names it and when it was wished is what the database says.
CREATE OR REPLACE FUNCTION public.editions_note_taking_back()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET standard_conforming_strings TO 'on'
AS $function$
DECLARE
    signed record;
BEGIN
    PERFORM helsekilde_require_present();
    SELECT s.content_id, s.lang, s.signed_by_id INTO signed FROM signoff_signoff s WHERE s.id = NEW.signoff_id;
    IF signed.content_id IS NULL
       OR EXISTS (SELECT 1 FROM signoff_signoffrevocation r WHERE r.signoff_id = NEW.signoff_id) THEN
        PERFORM editions_refuse('There is no sign-off to take back: it never was, or it was taken back before.');
    END IF;
    IF signed.signed_by_id IS DISTINCT FROM NEW.actor_id AND NOT signoff_is_member(NEW.actor_id, ARRAY['Editors-in-chief']) THEN
        PERFORM editions_refuse('Only the signer or an active editor-in-chief takes a sign-off back.');
    END IF;
    -- What the revocation would refuse is refused here: nobody waits for what can never be done.
    IF NEW.cause NOT IN ('unsafe', 'recalled', 'foreign', 'error', 'mistake', 'other')
       OR helsekilde_is_blank(NEW.words) THEN
        PERFORM editions_refuse('A sign-off is taken back for one of the causes, and a reason that is said.');
    END IF;
    NEW.content_id := signed.content_id;
    NEW.lang := signed.lang;
    NEW.edition_id := (SELECT e.id FROM editions_edition e
                        WHERE e.content_id = signed.content_id AND e.lang = signed.lang
                          AND NEW.signoff_id = ANY (e.signoff_ids) ORDER BY e.number DESC LIMIT 1);
    NEW.wished_at := helsekilde_moment();
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
    IF helsekilde_is_blank(said ->> 'reason') THEN
        PERFORM editions_refuse('A restored log is accepted for a reason that is said.');
    END IF;
    INSERT INTO editions_logentry (seq, restoration_id, previous_hash, chain_hash)
    VALUES (next_seq, NEW.id, before, sha256(before || int8send(next_seq) || decode(NEW.digest, 'hex')));
    RETURN NULL;
END $function$;

-- Who takes a sign-off back, and when: its signer or an active editor-in-chief, at the house's time; of a wish that
-- waits for the log it was asked when that was written. What it means for the editions under it is said (see DANGERS
-- in editorial/signoff/models.py), and is a danger where a wish that waits has told readers so.
CREATE OR REPLACE FUNCTION public.signoff_check_revocation()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM signoff_signoff s WHERE s.id = NEW.signoff_id AND s.signed_by_id = NEW.revoked_by_id)
       AND NOT signoff_is_member(NEW.revoked_by_id, ARRAY['Editors-in-chief'])
       AND NOT EXISTS (SELECT 1 FROM editions_withdrawalwish w
                        WHERE w.signoff_id = NEW.signoff_id AND w.actor_id = NEW.revoked_by_id)
       AND NOT EXISTS (SELECT 1 FROM editions_takingback t
                        WHERE t.signoff_id = NEW.signoff_id AND t.actor_id = NEW.revoked_by_id) THEN
        RAISE EXCEPTION 'Only the signer or an active editor-in-chief takes a sign-off back.'
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    -- What an older release took as a wish is carried out in its words.
    IF helsekilde_is_blank(NEW.reason)
       AND NOT EXISTS (SELECT 1 FROM editions_withdrawalwish w
                        WHERE w.signoff_id = NEW.signoff_id AND helsekilde_is_blank(w.words))
       AND NOT EXISTS (SELECT 1 FROM editions_takingback t
                        WHERE t.signoff_id = NEW.signoff_id AND helsekilde_is_blank(t.words)) THEN
        RAISE EXCEPTION 'A sign-off is taken back for a reason that is said.'
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    IF NEW.cause = '' THEN
        RAISE EXCEPTION 'A sign-off is taken back for a cause.' USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    PERFORM signoff_refuse_milder(NEW.signoff_id, NEW.cause);
    NEW.revoked_at := helsekilde_now();
    RETURN NEW;
END $function$;
