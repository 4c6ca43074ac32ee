-- A signed version of a fact is never changed and never deleted.
CREATE OR REPLACE FUNCTION public.content_models_keep_fact()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF OLD.signed_at IS NULL THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Version % of this fact is signed: make a new version.', OLD.number
        USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
END $function$;

CREATE TRIGGER content_models_keep_fact BEFORE DELETE OR UPDATE ON public.content_models_factversion FOR EACH ROW EXECUTE FUNCTION content_models_keep_fact();
