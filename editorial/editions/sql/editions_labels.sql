-- The warning labels of a page, as a document carries them; NULL where its kind's own row is gone.
CREATE OR REPLACE FUNCTION public.editions_labels(page bigint)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT jsonb_build_object('demonstration', demonstration, 'machineTranslated', machine_translated) FROM (
        SELECT demonstration, machine_translated FROM content_models_hubpage WHERE page_ptr_id = page UNION ALL
        SELECT demonstration, machine_translated FROM content_models_illnesspage WHERE page_ptr_id = page UNION ALL
        SELECT demonstration, machine_translated FROM content_models_lifestylepage WHERE page_ptr_id = page UNION ALL
        SELECT demonstration, machine_translated FROM content_models_patientrightspage WHERE page_ptr_id = page
        UNION ALL
        SELECT demonstration, machine_translated FROM content_models_treatmentpage WHERE page_ptr_id = page) rows
$function$;
