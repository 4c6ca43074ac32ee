-- When a sweep ran is what the database says. What it found is signed by the house, and nobody writes the statement of
-- an earlier sweep again: it would stand there as the newest. None is longer than a sweep of the house can be (`LONGEST`
-- in editorial/editions/sweeps.py): whoever reads the newest ones would hold all of them.
CREATE OR REPLACE FUNCTION public.editions_note_sweep()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF NEW.statement <> '' AND EXISTS (SELECT 1 FROM editions_sweeprun s WHERE s.statement = NEW.statement) THEN
        PERFORM editions_refuse('A sweep says what no other has said.');
    END IF;
    IF octet_length(NEW.statement) > 1048576 OR pg_column_size(NEW.findings) > 1048576
       OR pg_column_size(NEW.drifts) > 1048576 THEN
        PERFORM editions_refuse('A sweep says no more than 1048576 bytes.');
    END IF;
    NEW.ran_at := helsekilde_now();
    RETURN NEW;
END $function$;

CREATE TRIGGER editions_note_sweep BEFORE INSERT ON public.editions_sweeprun FOR EACH ROW EXECUTE FUNCTION editions_note_sweep();
