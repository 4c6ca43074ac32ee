-- Fires where an edition takes its place in the log, under the log's lock: whatever it read before it waited, no
-- sign-off that it names may have been taken back meanwhile.
CREATE OR REPLACE FUNCTION public.editions_refuse_revoked()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF EXISTS (
        SELECT 1 FROM editions_edition e
          JOIN signoff_signoffrevocation r ON r.signoff_id = ANY (e.signoff_ids)
         WHERE e.id = NEW.edition_id AND e.action <> 'withdrawn') THEN
        PERFORM editions_refuse('A sign-off that the edition names was taken back.');
    END IF;
    RETURN NEW;
END $function$;

CREATE TRIGGER editions_refuse_revoked BEFORE INSERT ON public.editions_logentry FOR EACH ROW WHEN ((new.edition_id IS NOT NULL)) EXECUTE FUNCTION editions_refuse_revoked();
