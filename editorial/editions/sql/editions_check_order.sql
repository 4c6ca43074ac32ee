-- Is the time that an edition says the one at which it was written, after all that was written of its item before?
-- Is its number the next, from 1 on? And are its first publication and its last clinical change those of the log?
CREATE OR REPLACE FUNCTION public.editions_check_order(e editions_edition, before editions_edition)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF e.number < 1 OR e.number > 1 AND before.id IS NULL THEN
        PERFORM editions_refuse('Edition numbers begin at 1 and have no gaps.');
    END IF;
    IF e.published_at IS DISTINCT FROM helsekilde_now() OR e.recorded_at IS DISTINCT FROM helsekilde_now() THEN
        PERFORM editions_refuse('An edition is published now, by the clock of the database.');
    END IF;
    IF e.published_at < (SELECT max(x.published_at) FROM editions_edition x
                          WHERE x.content_id = e.content_id AND x.lang = e.lang AND x.number < e.number) THEN
        PERFORM editions_refuse('A newer edition of this text was written meanwhile, or the clock was set back: try again.');
    END IF;
    IF e.first_published_at IS DISTINCT FROM coalesce(before.first_published_at, e.published_at)
       OR e.last_clinical_change IS DISTINCT FROM (CASE
           WHEN e.action = 'withdrawn' OR before.clinical_digest = e.clinical_digest
           THEN before.last_clinical_change ELSE e.published_at END) THEN
        PERFORM editions_refuse('The first publication and the last clinical change are those of the log.');
    END IF;
END $function$;
