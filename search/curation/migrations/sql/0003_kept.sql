CREATE TRIGGER helsekilde_append_only BEFORE DELETE OR UPDATE ON public.curation_change FOR EACH ROW EXECUTE FUNCTION helsekilde_append_only();

CREATE TRIGGER helsekilde_no_truncate BEFORE TRUNCATE ON public.curation_change FOR EACH STATEMENT EXECUTE FUNCTION helsekilde_append_only();

CREATE TRIGGER helsekilde_number BEFORE INSERT ON public.curation_change FOR EACH ROW EXECUTE FUNCTION helsekilde_number();

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
