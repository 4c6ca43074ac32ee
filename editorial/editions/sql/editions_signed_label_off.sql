-- Does an edition with these labels take one off that stood in the text when this sign-off was given? It takes none
-- off where an earlier edition on the same sign-off (one before number `until`) had no more labels than it: that one
-- did, under a gate of then, and what was published so is repeated, moved and marked as overdue as before.
CREATE OR REPLACE FUNCTION public.editions_signed_label_off(signoff bigint, until integer, labels jsonb)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT EXISTS (
        SELECT 1 FROM signoff_signoff s
         WHERE s.id = signoff AND signoff_lacks_label(s.revision_id, labels)
           AND NOT EXISTS (
               SELECT 1 FROM editions_edition x
                WHERE x.content_id = s.content_id AND x.lang = s.lang AND s.id = ANY (x.signoff_ids)
                  AND (until IS NULL OR x.number < until)
                  AND NOT editions_drops_label(
                      x.envelope, coalesce((labels ->> 'demonstration')::boolean, false),
                      coalesce((labels ->> 'machineTranslated')::boolean, false))))
$function$;
