-- Another mark for every change, whoever makes it: no web process can miss one. The row is locked
-- until the change commits, so editors' changes come one after the other.
CREATE FUNCTION curation_mark() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE curation_version SET mark = gen_random_uuid(), changed_at = now();
    RETURN NULL;
END
$$;

CREATE TRIGGER curation_mark AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON curation_synonym
    FOR EACH STATEMENT EXECUTE FUNCTION curation_mark();
CREATE TRIGGER curation_mark AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON curation_stopword
    FOR EACH STATEMENT EXECUTE FUNCTION curation_mark();
CREATE TRIGGER curation_mark AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON curation_bet
    FOR EACH STATEMENT EXECUTE FUNCTION curation_mark();
