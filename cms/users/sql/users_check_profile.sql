-- What somebody has set for their own screens is one of what there is to choose: the admin reads it at each request, and
-- answers with nothing where it knows no such zone. What an older house has stays until it is changed.
CREATE OR REPLACE FUNCTION public.users_check_profile()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    before public.wagtailusers_userprofile;
    wrong text;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        before := OLD;
    END IF;
    wrong := CASE
        WHEN NEW.current_time_zone IS DISTINCT FROM before.current_time_zone AND NEW.current_time_zone <> ''
             AND NOT EXISTS (SELECT 1 FROM pg_timezone_names z WHERE z.name = NEW.current_time_zone) THEN 'time zone'
        WHEN NEW.preferred_language IS DISTINCT FROM before.preferred_language
             AND NEW.preferred_language NOT IN ('', 'nb', 'nn', 'se', 'en') THEN 'language'
        WHEN NEW.theme IS DISTINCT FROM before.theme AND NEW.theme NOT IN ('system', 'light', 'dark') THEN 'theme'
        WHEN NEW.contrast IS DISTINCT FROM before.contrast
             AND NEW.contrast NOT IN ('system', 'more_contrast') THEN 'contrast'
        WHEN NEW.density IS DISTINCT FROM before.density AND NEW.density NOT IN ('default', 'snug') THEN 'density' END;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'The admin knows no such %.', wrong
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    RETURN NEW;
END $function$;

CREATE TRIGGER users_check_profile BEFORE INSERT OR UPDATE ON public.wagtailusers_userprofile FOR EACH ROW EXECUTE FUNCTION users_check_profile();
