-- What is written down once stays, whoever asks: this fires for the owner too.
CREATE OR REPLACE FUNCTION public.helsekilde_append_only()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    RAISE EXCEPTION 'Rows of % are kept: they are never changed, deleted or truncated.', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
END $function$;

CREATE TRIGGER helsekilde_append_only BEFORE DELETE OR UPDATE ON public.content_models_riskclasschange FOR EACH ROW EXECUTE FUNCTION helsekilde_append_only();

CREATE TRIGGER helsekilde_no_truncate BEFORE TRUNCATE ON public.content_models_riskclasschange FOR EACH STATEMENT EXECUTE FUNCTION helsekilde_append_only();

CREATE TRIGGER helsekilde_append_only BEFORE DELETE OR UPDATE ON public.curation_change FOR EACH ROW EXECUTE FUNCTION helsekilde_append_only();

CREATE TRIGGER helsekilde_no_truncate BEFORE TRUNCATE ON public.curation_change FOR EACH STATEMENT EXECUTE FUNCTION helsekilde_append_only();
