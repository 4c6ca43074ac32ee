-- The identifier of a fact is in the digest of each signed version: it stays once one is signed.
-- The versions are locked first, so that a signature that is just being written is waited for.
CREATE OR REPLACE FUNCTION public.content_models_keep_fact_key()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    version record;
BEGIN
    FOR version IN
        SELECT signed_at FROM content_models_factversion WHERE fact_id = OLD.id ORDER BY id FOR UPDATE
    LOOP
        IF version.signed_at IS NOT NULL THEN
            RAISE EXCEPTION 'Fact % has signed versions: its identifier stays.', OLD.key
                USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
        END IF;
    END LOOP;
    RETURN NEW;
END $function$;

CREATE TRIGGER content_models_keep_fact_key BEFORE UPDATE ON public.content_models_fact FOR EACH ROW WHEN ((((new.key)::text IS DISTINCT FROM (old.key)::text) OR (new.id IS DISTINCT FROM old.id))) EXECUTE FUNCTION content_models_keep_fact_key();
