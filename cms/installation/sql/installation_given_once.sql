-- The kind of a database is given once. Not even the owner changes it by mistake.
CREATE OR REPLACE FUNCTION public.installation_given_once()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    RAISE EXCEPTION 'The kind of a database is given once: it is never changed, taken away or given again.'
        USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
END $function$;

CREATE TRIGGER installation_given_once BEFORE DELETE OR UPDATE ON public.installation_installation FOR EACH ROW EXECUTE FUNCTION installation_given_once();

CREATE TRIGGER installation_no_truncate BEFORE TRUNCATE ON public.installation_installation FOR EACH STATEMENT EXECUTE FUNCTION installation_given_once();
