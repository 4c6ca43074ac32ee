-- What an edition is called, by what is new in it.
CREATE OR REPLACE FUNCTION public.editions_action(e editions_edition, before editions_edition)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT CASE
        WHEN e.status = 'withdrawn' THEN 'withdrawn'
        WHEN e.status = 'overdue' THEN 'status'
        WHEN (before).id IS NULL OR (before).action = 'withdrawn'
             OR (before).clinical_digest <> e.clinical_digest THEN 'published'
        WHEN NOT ((before).signoff_ids @> e.signoff_ids AND (before).signoff_ids <@ e.signoff_ids) THEN 'reaffirmed'
        WHEN (before).path <> e.path THEN 'moved'
        ELSE 'corrected' END
$function$;
