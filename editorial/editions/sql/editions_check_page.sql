-- Is the page as the edition says, and of its kind? The row is read again, FOR SHARE: without that, a publication
-- and a draft save at the same time could leave live and signed apart. A transaction leaves one state of a page, so
-- it writes one edition of it: what an earlier one said would be served for ever, and be true of nothing.
CREATE OR REPLACE FUNCTION public.editions_check_page(e editions_edition)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET standard_conforming_strings TO 'on'
AS $function$
DECLARE
    page record;
BEGIN
    IF EXISTS (
        SELECT 1 FROM editions_edition x
         WHERE x.content_id = e.content_id AND x.lang = e.lang
           AND (x.number > e.number OR x.number = e.number - 1 AND helsekilde_is_new(x.xmin))) THEN
        PERFORM editions_refuse('A transaction writes one edition of a text: of two, one would be compared with no page.');
    END IF;
    SELECT g.live, g.slug, g.translation_key, l.language_code, k.app_label, k.model INTO page
      FROM wagtailcore_page g JOIN wagtailcore_locale l ON l.id = g.locale_id
      JOIN django_content_type k ON k.id = g.content_type_id
     WHERE g.id = e.page_id FOR SHARE OF g;
    IF e.action = 'withdrawn' THEN
        IF page.live THEN
            PERFORM editions_refuse('A withdrawn page must not be live.');
        END IF;
    ELSIF page.live IS NOT TRUE OR page.translation_key <> e.content_id
          OR page.language_code <> e.lang THEN
        PERFORM editions_refuse('The edition is not about a live page of this item and language.');
    ELSIF e.action <> 'status' AND (page.app_label, page.model)
          IS DISTINCT FROM ('content_models', replace(e.kind, '-', '') || 'page') THEN
        PERFORM editions_refuse('The kind is not that of the page.');
    ELSIF e.action <> 'status' AND page.slug !~ '^([A-Za-z0-9_-]|[^\u0001-\u007F])+$' THEN
        PERFORM editions_refuse('The address is none that a page may have.');
    ELSIF e.action <> 'status'
          AND e.path IS DISTINCT FROM editions_segment(e.kind, e.lang) || '/' || page.slug THEN
        PERFORM editions_refuse('The address is not that of the page.');
    ELSIF e.action <> 'status' AND NOT EXISTS (
        SELECT 1 FROM wagtailcore_revision r JOIN django_content_type k ON k.id = r.base_content_type_id
         WHERE r.id = e.revision_id AND r.object_id = e.page_id::text
           AND k.app_label = 'wagtailcore' AND k.model = 'page') THEN
        PERFORM editions_refuse('The edition is of no revision of its page.');
    END IF;
END $function$;
