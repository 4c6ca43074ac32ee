-- At commit: a wish is done when nothing is left to hide, and what it takes back is taken back, whoever says so.
CREATE OR REPLACE FUNCTION public.editions_check_outcome()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF EXISTS (SELECT 1 FROM editions_withdrawalwish w
                 JOIN editions_shown d ON d.content_id = w.content_id AND d.lang = w.lang
                WHERE w.id = NEW.wish_id AND d.is_hidden) THEN
        PERFORM editions_refuse('The text is public still: its withdrawal is not carried out.');
    END IF;
    IF EXISTS (SELECT 1 FROM editions_withdrawalwish w
                WHERE w.id = NEW.wish_id AND w.signoff_id IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM signoff_signoffrevocation r WHERE r.signoff_id = w.signoff_id)) THEN
        PERFORM editions_refuse('The sign-off of this wish is not taken back: it is not carried out.');
    END IF;
    RETURN NULL;
END $function$;

CREATE CONSTRAINT TRIGGER editions_check_outcome AFTER INSERT ON public.editions_wishoutcome DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION editions_check_outcome();
