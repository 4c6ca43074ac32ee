-- Has a revision that was signed a warning label that these lack? Whoever signed it was told that the label stays.
-- Whatever stands for a label and is not plainly "no" is one; revisions of before there were labels have none.
CREATE OR REPLACE FUNCTION public.signoff_lacks_label(revision bigint, labels jsonb)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT EXISTS (
        SELECT 1 FROM wagtailcore_revision r,
               (VALUES ('demonstration', 'demonstration'), ('machineTranslated', 'machine_translated'))
               AS named (label, field)
         WHERE r.id = revision AND coalesce(r.content -> named.field, 'false') NOT IN ('false', 'null')
           AND labels -> named.label IS DISTINCT FROM 'true')
$function$;
