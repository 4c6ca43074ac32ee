-- What is clinical in a stored revision: all but the fields that are listed as editorial
-- (content_models/pages/content_page.py), those of Wagtail's own bookkeeping, and the numbers of its rows. A body is
-- stored as text, whose members stand in the order in which they happened to be written.
CREATE OR REPLACE FUNCTION public.content_models_clinical(content jsonb)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET standard_conforming_strings TO 'on'
AS $function$
    SELECT jsonb_object_agg(m.key, CASE
        WHEN m.key IN ('evidence_references', 'medical_codes') AND jsonb_typeof(m.value) = 'array'
        THEN (SELECT coalesce(jsonb_agg(r.value - '{pk,id,page,sort_order}'::text[] ORDER BY r.ordinality), '[]')
                FROM jsonb_array_elements(m.value) WITH ORDINALITY r)
        WHEN m.key = 'body' AND jsonb_typeof(m.value) = 'string' AND (m.value #>> '{}') ~ '^\s*\[.*\]\s*$'
        THEN (m.value #>> '{}')::jsonb
        ELSE m.value END)
      FROM jsonb_each(content - '{
        slug,seo_title,search_description,show_in_menus,go_live_at,expire_at,demonstration,machine_translated,
        import_source,import_id,import_hash,
        pk,id,page_ptr,path,depth,numchild,translation_key,locale,live,has_unpublished_changes,first_published_at,
        last_published_at,live_revision,latest_revision,latest_revision_created_at,draft_title,content_type,
        url_path,owner,locked,locked_at,locked_by,expired,alias_of,comments,wagtail_admin_comments,
        index_entries}'::text[]) m
$function$;
