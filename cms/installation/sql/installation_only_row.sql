-- A second row is refused with the same words, and not as a duplicate key.
CREATE OR REPLACE FUNCTION public.installation_only_row()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF EXISTS (SELECT 1 FROM installation_installation) THEN
        RAISE EXCEPTION 'The kind of a database is given once: it is never changed, taken away or given again.'
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    RETURN NEW;
END $function$;

CREATE TRIGGER installation_only_row BEFORE INSERT ON public.installation_installation FOR EACH ROW EXECUTE FUNCTION installation_only_row();
