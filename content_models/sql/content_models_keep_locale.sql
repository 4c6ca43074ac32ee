-- The language that pages are in keeps its code: with another one every text of it would be in another language,
-- for another clinician to sign.
CREATE OR REPLACE FUNCTION public.content_models_keep_locale()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF EXISTS (SELECT 1 FROM wagtailcore_page g WHERE g.locale_id = OLD.id) THEN
        RAISE EXCEPTION 'There are pages in the language %: it keeps its code.', OLD.language_code
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    RETURN NEW;
END $function$;

CREATE TRIGGER content_models_keep_locale BEFORE UPDATE ON public.wagtailcore_locale FOR EACH ROW WHEN ((((new.language_code)::text IS DISTINCT FROM (old.language_code)::text) OR (new.id <> old.id))) EXECUTE FUNCTION content_models_keep_locale();
