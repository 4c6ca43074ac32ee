-- The number of a page's newest revision, 0 before the first: read from the revisions, and not from what the page says.
CREATE OR REPLACE FUNCTION public.signoff_newest_revision(page bigint)
 RETURNS bigint
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT coalesce(max(r.id), 0) FROM wagtailcore_revision r
      JOIN django_content_type c ON c.id = r.base_content_type_id AND c.app_label = 'wagtailcore' AND c.model = 'page'
     WHERE r.object_id = page::text
$function$;
