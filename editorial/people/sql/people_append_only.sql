-- The trail is never changed and never lost, whoever asks: this fires for the owner too.
CREATE OR REPLACE FUNCTION public.people_append_only()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    RAISE EXCEPTION 'Rows of % are evidence: they are never changed, deleted or truncated.', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
END $function$;

CREATE TRIGGER change_append_only BEFORE DELETE OR UPDATE ON public.people_authoritychange FOR EACH ROW EXECUTE FUNCTION people_append_only();

CREATE TRIGGER change_no_truncate BEFORE TRUNCATE ON public.people_authoritychange FOR EACH STATEMENT EXECUTE FUNCTION people_append_only();
