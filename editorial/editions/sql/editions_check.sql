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
        PERFORM editions_check_html(e, art);
    END IF;
    PERFORM editions_check_receipt(e, art, env);
END $function$;
