-- When a wish was carried out is what the database says.
CREATE OR REPLACE FUNCTION public.editions_note_outcome()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    NEW.done_at := helsekilde_moment();
    RETURN NEW;
END $function$;

CREATE TRIGGER editions_note_outcome BEFORE INSERT ON public.editions_wishoutcome FOR EACH ROW EXECUTE FUNCTION editions_note_outcome();
