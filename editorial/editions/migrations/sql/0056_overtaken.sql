-- No milder withdrawal comes before one for a danger that waits.

-- Does this withdrawal come before one for a danger that somebody asked for by then, and says something milder?
-- Readers were told of the danger from the wish on, and the log says what they were told. A wish is open where nothing
-- in the log answers it: no withdrawal, and no text that was signed after it. What takes a signature back is open while
-- the edition before names that, and is answered by a withdrawal that follows from a signature.
CREATE OR REPLACE FUNCTION public.editions_overtakes(e editions_edition, by_then timestamp with time zone)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT e.action = 'withdrawn' AND NOT editions_is_danger(said.reason) AND (
        EXISTS (
            SELECT 1 FROM editions_withdrawalwish w
             WHERE w.content_id = e.content_id AND w.lang = e.lang AND w.number < e.number AND w.wished_at < by_then
               AND CASE WHEN w.signoff_id IS NULL
                   THEN editions_is_danger(w.reason) AND NOT (said.reason = 'revoked' AND EXISTS (
                       SELECT 1 FROM signoff_signoffrevocation r
                        WHERE r.signoff_id = ANY (before.signoff_ids) AND signoff_is_danger(r.cause)))
                    AND NOT EXISTS (
                       SELECT 1 FROM editions_edition x
                        WHERE x.content_id = e.content_id AND x.lang = e.lang
                          AND x.number > w.number AND x.number < e.number
                          AND (x.action = 'withdrawn' OR NOT EXISTS (
                              SELECT 1 FROM signoff_signoff s
                               WHERE s.id = ANY (x.signoff_ids) AND s.signed_at <= w.wished_at)))
                   ELSE said.reason <> 'revoked' AND signoff_is_danger(w.cause)
                    AND w.signoff_id = ANY (before.signoff_ids) END)
        OR said.reason <> 'revoked' AND EXISTS (
            SELECT 1 FROM editions_takingback t
             WHERE t.content_id = e.content_id AND t.lang = e.lang AND t.wished_at < by_then
               AND signoff_is_danger(t.cause) AND t.signoff_id = ANY (before.signoff_ids)))
      FROM editions_edition before,
           LATERAL (SELECT convert_from(e.envelope, 'UTF8')::jsonb #>> '{edition,withdrawal,reason}' AS reason) said
     WHERE before.content_id = e.content_id AND before.lang = e.lang AND before.number = e.number - 1
$function$;

-- A withdrawal needs no sign-off, so it may say nothing new: it follows an edition that is public, and
-- its title is the one that was signed. What its notice may say stands in `editions_check_notice`. No milder one comes
-- before one for a danger that waits, whoever writes it.
CREATE OR REPLACE FUNCTION public.editions_check_withdrawal(e editions_edition, art jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    before editions_edition;
    said jsonb := convert_from(e.envelope, 'UTF8')::jsonb #> '{edition,withdrawal}';
BEGIN
    SELECT * INTO before FROM editions_edition
     WHERE content_id = e.content_id AND lang = e.lang AND number = e.number - 1;
    IF before.id IS NULL OR before.action = 'withdrawn' THEN
        PERFORM editions_refuse('There is nothing public to withdraw.');
    END IF;
    IF art IS DISTINCT FROM jsonb_build_object(
        'lang', e.lang, 'type', before.kind,
        'title', convert_from(before.article, 'UTF8')::jsonb ->> 'title') THEN
        PERFORM editions_refuse('A withdrawal carries the signed title and no other text.');
    END IF;
    IF (e.kind, e.risk_class, e.path, e.page_id) IS DISTINCT FROM
       (before.kind, before.risk_class, before.path, before.page_id)
       OR cardinality(e.signoff_ids) <> 0 THEN
        PERFORM editions_refuse('A withdrawal is of the edition before it.');
    END IF;
    IF jsonb_typeof(said) IS DISTINCT FROM 'object'
       OR (SELECT array_agg(k ORDER BY k) FROM jsonb_object_keys(said) k)
          IS DISTINCT FROM ARRAY['notice', 'reason', 'replacement', 'withdrawnAt']
       OR said ->> 'withdrawnAt' IS DISTINCT FROM helsekilde_timestamp(e.published_at) THEN
        PERFORM editions_refuse('A withdrawal says a reason, a notice, a replacement and when, and no more.');
    END IF;
    IF said -> 'replacement' <> 'null' AND NOT EXISTS (
        SELECT 1 FROM editions_publicdocument d
         WHERE d.content_id::text = said ->> 'replacement' AND d.content_id <> e.content_id) THEN
        PERFORM editions_refuse('The replacement is not another item of the log.');
    END IF;
    IF editions_overtakes(e, 'infinity') THEN
        PERFORM editions_refuse('A withdrawal of this text for a danger waits for the log: no milder one comes before it.');
    END IF;
    PERFORM editions_check_notice(e);
END $function$;
