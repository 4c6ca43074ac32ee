-- When an edition or a decision was written stands in its column alone, so it is set here.
CREATE OR REPLACE FUNCTION public.editions_stamp()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    NEW.recorded_at := helsekilde_now();
    RETURN NEW;
END $function$;

CREATE TRIGGER editions_stamp BEFORE INSERT ON public.editions_edition FOR EACH ROW EXECUTE FUNCTION editions_stamp();

CREATE TRIGGER editions_stamp BEFORE INSERT ON public.editions_restoration FOR EACH ROW EXECUTE FUNCTION editions_stamp();
