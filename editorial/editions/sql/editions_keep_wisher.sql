-- At commit: an account stays, and keeps its number, while a withdrawal that it has wished waits, or a signature that
-- it takes back. Who took a signature back is named where that is written, and can be named no more once the account
-- is gone.
CREATE OR REPLACE FUNCTION public.editions_keep_wisher()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF EXISTS (SELECT 1 FROM editions_withdrawalwish w
                 JOIN editions_wishing n ON n.wish_id = w.id
                WHERE w.actor_id = OLD.id AND n.waits) THEN
        PERFORM editions_refuse(format(
            'The account %s has withdrawn a text, which is not in the log yet: it stays until that is done.',
            OLD.username));
    END IF;
    IF EXISTS (SELECT 1 FROM editions_takingback t
                WHERE t.actor_id = OLD.id
                  AND NOT EXISTS (SELECT 1 FROM signoff_signoffrevocation r WHERE r.signoff_id = t.signoff_id)) THEN
        PERFORM editions_refuse(format(
            'The account %s takes a signature back, which is not in the log yet: it stays until that is done.',
            OLD.username));
    END IF;
    RETURN NULL;
END $function$;

CREATE CONSTRAINT TRIGGER editions_keep_wisher AFTER DELETE OR UPDATE OF id ON public.users_user DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION editions_keep_wisher();
