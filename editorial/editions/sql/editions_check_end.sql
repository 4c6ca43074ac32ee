-- A live page ends when its newest edition says, and no other time is written in its row. What an older house has there
-- is asked when it is written anew: it is in the way of nothing else, and the audit names it.
CREATE OR REPLACE FUNCTION public.editions_check_end()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    page record;
    latest editions_edition;
BEGIN
    SELECT g.id, g.expire_at, g.translation_key, l.language_code INTO page
      FROM wagtailcore_page g
      JOIN wagtailcore_locale l ON l.id = g.locale_id
      JOIN django_content_type c ON c.id = g.content_type_id
     WHERE g.id = NEW.id AND g.live AND c.app_label = 'content_models';
    SELECT * INTO latest FROM editions_edition e
     WHERE e.content_id = page.translation_key AND e.lang = page.language_code
     ORDER BY e.number DESC LIMIT 1;
    -- Where none stands the page is not live either: `editions_check_live` says so.
    IF latest.page_id = page.id AND latest.action <> 'withdrawn' AND editions_ends_otherwise(page.expire_at, latest) THEN
        PERFORM editions_refuse(format('Page %s ends when its newest edition says, and at no other time.', page.id));
    END IF;
    RETURN NULL;
END $function$;

CREATE CONSTRAINT TRIGGER editions_end_on_insert AFTER INSERT ON public.wagtailcore_page DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (new.live) EXECUTE FUNCTION editions_check_end();

CREATE CONSTRAINT TRIGGER editions_end_on_update AFTER UPDATE ON public.wagtailcore_page DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.live AND ((NOT old.live) OR (old.expire_at IS DISTINCT FROM new.expire_at)))) EXECUTE FUNCTION editions_check_end();
