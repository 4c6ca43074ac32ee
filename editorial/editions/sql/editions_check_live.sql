-- `live` and the log agree, both ways, however the page row was written.
CREATE OR REPLACE FUNCTION public.editions_check_live()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    page record;
    latest record;
    page_key bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.id ELSE NEW.id END;
BEGIN
    SELECT g.id, g.live, g.translation_key, l.language_code, c.app_label INTO page
      FROM wagtailcore_page g
      JOIN wagtailcore_locale l ON l.id = g.locale_id
      JOIN django_content_type c ON c.id = g.content_type_id
     WHERE g.id = page_key FOR SHARE OF g;
    IF page.id IS NOT NULL AND page.live AND page.app_label = 'content_models' THEN
        SELECT e.action, e.page_id INTO latest FROM editions_edition e
         WHERE e.content_id = page.translation_key AND e.lang = page.language_code
         ORDER BY e.number DESC LIMIT 1;
        IF latest.action IS NULL OR latest.action = 'withdrawn' OR latest.page_id <> page.id THEN
            PERFORM editions_refuse(format('Page %s can not be live: no signed edition of it stands.', page_key));
        END IF;
        RETURN NULL;
    END IF;
    IF EXISTS (
        SELECT 1 FROM (
            SELECT DISTINCT ON (e.content_id, e.lang) e.action, e.page_id FROM editions_edition e
             WHERE (e.content_id, e.lang) IN
                   (SELECT x.content_id, x.lang FROM editions_edition x WHERE x.page_id = page_key)
             ORDER BY e.content_id, e.lang, e.number DESC) newest
         WHERE newest.page_id = page_key AND newest.action <> 'withdrawn') THEN
        PERFORM editions_refuse(format('Page %s can not be taken down without a withdrawal in the log.', page_key));
    END IF;
    RETURN NULL;
END $function$;

CREATE CONSTRAINT TRIGGER editions_live_on_delete AFTER DELETE ON public.wagtailcore_page DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (old.live) EXECUTE FUNCTION editions_check_live();

CREATE CONSTRAINT TRIGGER editions_live_on_insert AFTER INSERT ON public.wagtailcore_page DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (new.live) EXECUTE FUNCTION editions_check_live();

CREATE CONSTRAINT TRIGGER editions_live_on_update AFTER UPDATE ON public.wagtailcore_page DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((old.live IS DISTINCT FROM new.live) OR (new.live AND ((old.translation_key IS DISTINCT FROM new.translation_key) OR (old.locale_id IS DISTINCT FROM new.locale_id) OR (old.content_type_id IS DISTINCT FROM new.content_type_id))))) EXECUTE FUNCTION editions_check_live();
