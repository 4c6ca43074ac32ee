-- While somebody has asked that a text be withdrawn for a danger, readers are told what the first of them wrote. No
-- milder withdrawal comes before that, and what the log says of the danger is what readers were told, whoever writes
-- it. Asked with the edition, and once more under the log's lock.
CREATE OR REPLACE FUNCTION public.editions_check_danger(e editions_edition)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    said jsonb := convert_from(e.envelope, 'UTF8')::jsonb #> '{edition,withdrawal}';
    waiting editions_withdrawalwish := editions_open_danger(e);
BEGIN
    IF editions_overtakes(e, 'infinity') THEN
        PERFORM editions_refuse('A withdrawal of this text for a danger waits for the log: no milder one comes before it.');
    END IF;
    IF editions_is_danger(said ->> 'reason') AND waiting.id IS NOT NULL
       AND (said ->> 'reason', said ->> 'notice', said ->> 'replacement')
           IS DISTINCT FROM (waiting.reason::text, waiting.notice, waiting.replacement::text) THEN
        PERFORM editions_refuse(
            'A withdrawal of this text for a danger waits for the log, which says of it what readers are told.');
    END IF;
END $function$;
