-- When an editor changed a word or a bet is what the database says.
CREATE OR REPLACE FUNCTION public.curation_stamp()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    NEW.at := helsekilde_moment();
    RETURN NEW;
END $function$;

CREATE TRIGGER curation_stamp BEFORE INSERT ON public.curation_change FOR EACH ROW EXECUTE FUNCTION curation_stamp();
