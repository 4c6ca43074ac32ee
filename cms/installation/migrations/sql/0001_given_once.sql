-- The kind of this database is given once. Not even the owner changes it by mistake.

CREATE FUNCTION installation_given_once() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
    RAISE EXCEPTION 'The kind of a database is given once: it is never changed, taken away or given again.'
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER installation_given_once BEFORE UPDATE OR DELETE ON installation_installation
    FOR EACH ROW EXECUTE FUNCTION installation_given_once();
CREATE TRIGGER installation_no_truncate BEFORE TRUNCATE ON installation_installation
    FOR EACH STATEMENT EXECUTE FUNCTION installation_given_once();

-- A second row is refused with the same words, and not as a duplicate key.
CREATE FUNCTION installation_only_row() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM installation_installation) THEN
        RAISE EXCEPTION 'The kind of a database is given once: it is never changed, taken away or given again.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER installation_only_row BEFORE INSERT ON installation_installation
    FOR EACH ROW EXECUTE FUNCTION installation_only_row();

-- Who connects asks for the kind first, before `database_prepare` has set every role's rights too.
REVOKE ALL ON installation_installation FROM PUBLIC;
GRANT SELECT ON installation_installation TO PUBLIC;
