-- At commit: a wish to withdraw is done when nothing of the text is public, and one for a danger when the log says it
-- where it says anything since. One that takes back a sign-off is done when
-- that is taken back, and no edition that is public names it. Whoever says so.
CREATE OR REPLACE FUNCTION public.editions_check_outcome()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF EXISTS (SELECT 1 FROM editions_withdrawalwish w
                 JOIN editions_publicdocument d ON d.content_id = w.content_id AND d.lang = w.lang
                 JOIN editions_edition e ON e.id = d.edition_id
                WHERE w.id = NEW.wish_id AND d.state = 'current'
                  AND (w.signoff_id IS NULL OR w.signoff_id = ANY (e.signoff_ids))) THEN
        PERFORM editions_refuse('The text is public still: its withdrawal is not carried out.');
    END IF;
    IF EXISTS (SELECT 1 FROM editions_withdrawalwish w
                WHERE w.id = NEW.wish_id AND w.signoff_id IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM signoff_signoffrevocation r WHERE r.signoff_id = w.signoff_id)) THEN
        PERFORM editions_refuse('The sign-off of this wish is not taken back: it is not carried out.');
    END IF;
    IF EXISTS (SELECT 1 FROM editions_withdrawalwish w WHERE w.id = NEW.wish_id AND editions_is_unsaid(w)) THEN
        PERFORM editions_refuse('The log does not say the danger yet that this wish is for: it is not carried out.');
    END IF;
    RETURN NULL;
END $function$;

CREATE CONSTRAINT TRIGGER editions_check_outcome AFTER INSERT ON public.editions_wishoutcome DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION editions_check_outcome();
