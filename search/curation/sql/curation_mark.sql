-- Another mark for every change, whoever makes it: no web process can miss one. The row is locked
-- until the change commits, so editors' changes come one after the other.
CREATE OR REPLACE FUNCTION public.curation_mark()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    UPDATE curation_version SET mark = gen_random_uuid(), changed_at = now();
    RETURN NULL;
END
$function$;

CREATE TRIGGER curation_mark AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.curation_bet FOR EACH STATEMENT EXECUTE FUNCTION curation_mark();

CREATE TRIGGER curation_mark AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.curation_stopword FOR EACH STATEMENT EXECUTE FUNCTION curation_mark();

CREATE TRIGGER curation_mark AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.curation_synonym FOR EACH STATEMENT EXECUTE FUNCTION curation_mark();
