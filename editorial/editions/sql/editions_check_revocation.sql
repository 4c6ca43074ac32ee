-- No text is public unless its sign-offs stand: one that the newest edition of its item and language names is
-- taken back only together with a withdrawal. What is asked here is asked under the lock of the log, as what
-- `editions_refuse_revoked` asks: a publication and a revocation at the same time see each other; and so do two who
-- take it back at the same time, one of them for a danger. The revocation takes its own place in the log, so that
-- whoever follows it hears of editions that were replaced long ago.
CREATE OR REPLACE FUNCTION public.editions_check_revocation()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    signed record;
    latest record;
BEGIN
    PERFORM editions_take_order();
    -- Statements of their own: they see what was committed while we waited.
    SELECT s.content_id, s.lang INTO signed FROM signoff_signoff s WHERE s.id = NEW.signoff_id;
    SELECT action, signoff_ids INTO latest FROM editions_edition
     WHERE content_id = signed.content_id AND lang = signed.lang ORDER BY number DESC LIMIT 1;
    IF latest.action <> 'withdrawn' AND NEW.signoff_id = ANY (latest.signoff_ids) THEN
        PERFORM editions_refuse(format(
            'Sign-off %s carries a public edition: it is taken back with a withdrawal.', NEW.signoff_id));
    END IF;
    PERFORM signoff_refuse_milder(NEW.signoff_id, NEW.cause);
    PERFORM editions_revocation_tell(NEW.id);
    RETURN NULL;
END $function$;

CREATE CONSTRAINT TRIGGER editions_check_revocation AFTER INSERT ON public.signoff_signoffrevocation DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION editions_check_revocation();
