CREATE TRIGGER helsekilde_number BEFORE INSERT ON public.editions_sweeprun FOR EACH ROW EXECUTE FUNCTION helsekilde_number();

CREATE TRIGGER sweeprun_append_only BEFORE DELETE OR UPDATE ON public.editions_sweeprun FOR EACH ROW EXECUTE FUNCTION editions_append_only();

CREATE TRIGGER sweeprun_no_truncate BEFORE TRUNCATE ON public.editions_sweeprun FOR EACH STATEMENT EXECUTE FUNCTION editions_append_only();

-- When a sweep ran is what the database says. What it found is signed by the house, and nobody writes the statement of
-- an earlier sweep again: it would stand there as the newest.
CREATE OR REPLACE FUNCTION public.editions_note_sweep()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF NEW.statement <> '' AND EXISTS (SELECT 1 FROM editions_sweeprun s WHERE s.statement = NEW.statement) THEN
        PERFORM editions_refuse('A sweep says what no other has said.');
    END IF;
    NEW.ran_at := helsekilde_now();
    RETURN NEW;
END $function$;

CREATE TRIGGER editions_note_sweep BEFORE INSERT ON public.editions_sweeprun FOR EACH ROW EXECUTE FUNCTION editions_note_sweep();
