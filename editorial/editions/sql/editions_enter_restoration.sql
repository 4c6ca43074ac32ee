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

CREATE CONSTRAINT TRIGGER editions_enter_restoration AFTER INSERT ON public.editions_restoration DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION editions_enter_restoration();
