-- Are the bytes canonical, with every member that belongs there, once, and no other?
CREATE OR REPLACE FUNCTION public.editions_check_members(e editions_edition, before editions_edition, env jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    expected jsonb;
    wrong text;
BEGIN
    IF e.article IS DISTINCT FROM before.article
       AND helsekilde_is_canonical(convert_from(e.article, 'UTF8')) IS NOT TRUE
       OR helsekilde_is_canonical(convert_from(e.envelope, 'UTF8')) IS NOT TRUE THEN
        PERFORM editions_refuse('The bytes of the document are not in canonical form.');
    END IF;
    expected := editions_envelope(e,
        CASE WHEN e.action IN ('withdrawn', 'status') THEN editions_labels_of(before.envelope)
             ELSE editions_labels(e.page_id) END,
        CASE WHEN e.action = 'withdrawn' THEN env #> '{edition,withdrawal}' END);
    IF env IS DISTINCT FROM expected THEN
        SELECT string_agg(name, ', ' ORDER BY name) INTO wrong FROM (
            SELECT coalesce(a.key, b.key) AS name
              FROM jsonb_each((env -> 'edition') || jsonb_build_object('editorial', env -> 'editorial')) a
              FULL JOIN jsonb_each((expected -> 'edition') || jsonb_build_object(
                  'editorial', expected -> 'editorial')) b ON a.key = b.key
             WHERE a.value IS DISTINCT FROM b.value) differing;
        PERFORM editions_refuse('The document says something else than the database knows: ' || coalesce(wrong, 'its members') || '.');
    END IF;
    IF e.action IS DISTINCT FROM editions_action(e, before)
       OR e.severity IS DISTINCT FROM editions_severity(e.action, env #>> '{edition,withdrawal,reason}') THEN
        PERFORM editions_refuse('The action or the severity is not what is new in this edition.');
    END IF;
END $function$;
