-- The words and the reason of a withdrawal. Reasons that the system finds stand only where the database finds
-- them too: a time that is over by its clock, a sign-off under the edition before that was taken back.
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
       OR editions_line_faults(said ->> 'notice') <> '{}' THEN
        PERFORM editions_refuse('A notice has at most 300 characters and no digits but the telephone numbers.');
    END IF;
    -- What the public reads until now: its row was written when the edition before took its place in the log.
    SELECT d.public_until, b.signoff_ids INTO before FROM editions_edition b
      LEFT JOIN editions_publicdocument d ON d.edition_id = b.id
     WHERE b.content_id = e.content_id AND b.lang = e.lang AND b.number < e.number
     ORDER BY b.number DESC LIMIT 1;
    IF said ->> 'reason' = 'expired' THEN
        IF coalesce(before.public_until > helsekilde_now(), true) AND NOT EXISTS (
            SELECT 1 FROM wagtailcore_page g WHERE g.id = e.page_id AND g.expire_at <= helsekilde_now()) THEN
            PERFORM editions_refuse('The time of the text is not over.');
        END IF;
    ELSIF said ->> 'reason' = 'revoked' THEN
        IF NOT EXISTS (SELECT 1 FROM signoff_signoffrevocation r WHERE r.signoff_id = ANY (before.signoff_ids)) THEN
            PERFORM editions_refuse('No sign-off under the text was taken back.');
        END IF;
    ELSIF said ->> 'reason' IS NULL OR said ->> 'reason' NOT IN (
        'unsafe', 'recalled', 'error', 'outdated', 'consolidated', 'unpublished') THEN
        PERFORM editions_refuse('The reason of the withdrawal is unknown.');
    END IF;
END $function$;
