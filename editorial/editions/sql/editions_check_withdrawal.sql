-- A withdrawal needs no sign-off, so it may say nothing new: it follows an edition that is public, and
-- its title is the one that was signed. It follows another withdrawal only to say a danger that somebody had wished and
-- that one does not: a wish may be committed while a milder withdrawal, asked before, is on its way into the log. What
-- its notice may say stands in `editions_check_notice`, and what goes before what in `editions_check_danger`.
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
    IF before.id IS NULL OR before.action = 'withdrawn'
       AND coalesce((editions_open_danger(e)).number >= before.number, true) THEN
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
    PERFORM editions_check_danger(e);
    PERFORM editions_check_notice(e);
END $function$;
