-- Fires where an edition takes its place in the log, under the log's lock. Withdrawals pass.
CREATE OR REPLACE FUNCTION public.editions_refuse_held()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF EXISTS (SELECT 1 FROM editions_hold WHERE id > editions_answered(0))
       AND EXISTS (SELECT 1 FROM editions_edition WHERE id = NEW.edition_id AND action <> 'withdrawn') THEN
        PERFORM editions_refuse(
            'The database was restored from an older backup: nothing is published until a person accepts it.');
    END IF;
    RETURN NEW;
END $function$;

CREATE TRIGGER editions_refuse_held BEFORE INSERT ON public.editions_logentry FOR EACH ROW EXECUTE FUNCTION editions_refuse_held();
