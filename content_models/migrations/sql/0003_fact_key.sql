-- The identifier of a fact is in the digest of each signed version: it stays once one is signed.
-- The versions are locked first, so that a signature that is just being written is waited for.
CREATE FUNCTION content_models_keep_fact_key() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE
    version record;
BEGIN
    FOR version IN
        SELECT signed_at FROM content_models_factversion WHERE fact_id = OLD.id ORDER BY id FOR UPDATE
    LOOP
        IF version.signed_at IS NOT NULL THEN
            RAISE EXCEPTION 'Fact % has signed versions: its identifier stays.', OLD.key
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

CREATE TRIGGER content_models_keep_fact_key BEFORE UPDATE ON content_models_fact
    FOR EACH ROW WHEN (NEW.key IS DISTINCT FROM OLD.key OR NEW.id IS DISTINCT FROM OLD.id)
    EXECUTE FUNCTION content_models_keep_fact_key();
