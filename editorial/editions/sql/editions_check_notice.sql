-- The words and the reason of a withdrawal. What the system alone finds it must have found: here, or in the part of
-- a log that was lost and is told again from its signed heads, by an editor-in-chief, for the reason that is told.
-- Whether heads say so, files elsewhere, the audit asks (audit/holds.py). A time is over by what the newest edition
-- says, and never by the page's own row, which anybody may write.
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
         WHERE d.content_id = e.content_id AND d.lang = e.lang AND d.public_until <= helsekilde_now()) THEN
        PERFORM editions_refuse('The time of this text is not over.');
    END IF;
    IF said ->> 'reason' = 'revoked' AND NOT EXISTS (
        SELECT 1 FROM signoff_signoffrevocation r WHERE r.signoff_id = ANY (before.signoff_ids)) THEN
        PERFORM editions_refuse('No sign-off of this text was taken back.');
    END IF;
END $function$;
