-- What a risk class asks for is noted with the moment from which it does: what was written before is held to
-- what its class asked for then.
CREATE OR REPLACE FUNCTION public.content_models_note_class()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF TG_OP = 'INSERT' OR (NEW.months, NEW.quorum) IS DISTINCT FROM (OLD.months, OLD.quorum) THEN
        INSERT INTO content_models_riskclasschange (code, months, quorum, since)
        VALUES (NEW.code, NEW.months, NEW.quorum, helsekilde_moment());
    END IF;
    RETURN NULL;
END $function$;

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

-- The moment of writing, for what is kept as a trail: the house's time, and what has passed since the running
-- transaction began. Whoever holds one open would date by its beginning what they do hours later.
CREATE OR REPLACE FUNCTION public.helsekilde_moment()
 RETURNS timestamp with time zone
 LANGUAGE sql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT helsekilde_now() + greatest(clock_timestamp() - now(), interval '0')
$function$;
