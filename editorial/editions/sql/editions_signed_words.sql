-- The values of a revision that a clinician signs: all but those of Wagtail's bookkeeping and of the editors.
-- Rows of lists are named by the page that holds them and by a number that the first save gives; neither is
-- said to anybody.
CREATE OR REPLACE FUNCTION public.editions_signed_words(content jsonb)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT jsonb_object_agg(field.key, CASE
               WHEN field.key = 'body' AND jsonb_typeof(field.value) = 'string'
               THEN (field.value #>> '{}')::jsonb
               WHEN jsonb_typeof(field.value) <> 'array' THEN field.value ELSE (
               SELECT coalesce(jsonb_agg(CASE WHEN jsonb_typeof(item) = 'object'
                                              THEN item - ARRAY['pk', 'page', 'sort_order'] ELSE item END
                                         ORDER BY place), '[]')
                 FROM jsonb_array_elements(field.value) WITH ORDINALITY AS list (item, place)) END)
      FROM jsonb_each(content) AS field
     WHERE field.key <> ALL (ARRAY[
               'pk', 'path', 'depth', 'numchild', 'latest_revision', 'latest_revision_created_at', 'live',
               'live_revision', 'has_unpublished_changes', 'first_published_at', 'last_published_at',
               'go_live_at', 'expire_at', 'expired', 'locked', 'locked_at', 'locked_by', 'owner', 'alias_of',
               'draft_title', 'slug', 'url_path', 'seo_title', 'search_description', 'show_in_menus',
               'comments', 'wagtail_admin_comments', 'index_entries', 'demonstration', 'machine_translated',
               'import_source', 'import_id', 'import_hash'])
$function$;
