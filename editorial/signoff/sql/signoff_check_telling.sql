-- When the owner of a signature said that they were told of it, by the house's time; what nobody has signed is
-- told to nobody.
CREATE OR REPLACE FUNCTION public.signoff_check_telling()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF NEW.fact_version_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM content_models_factversion f
         WHERE f.id = NEW.fact_version_id AND f.signed_by_id IS NOT NULL) THEN
        RAISE EXCEPTION 'Nobody has signed this version.' USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    NEW.told_at := helsekilde_moment();
    RETURN NEW;
END $function$;

CREATE TRIGGER signoff_check_telling BEFORE INSERT ON public.signoff_telling FOR EACH ROW EXECUTE FUNCTION signoff_check_telling();
