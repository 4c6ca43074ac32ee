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

CREATE TRIGGER content_models_note_class AFTER INSERT OR UPDATE ON public.content_models_riskclass FOR EACH ROW EXECUTE FUNCTION content_models_note_class();
