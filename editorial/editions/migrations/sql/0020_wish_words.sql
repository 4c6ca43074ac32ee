-- When a wish was written and after which edition is what the database says, not its writer. What the public reads
-- of it is what it may read of a withdrawal, for a reason that a person gives.
CREATE OR REPLACE FUNCTION editions_note_wish() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF editions_line_faults(NEW.notice) <> '{}' THEN
        PERFORM editions_refuse('A notice has at most 300 characters and no digits but the telephone numbers.');
    END IF;
    IF NEW.reason NOT IN ('unsafe', 'recalled', 'error', 'outdated', 'consolidated', 'unpublished') THEN
        PERFORM editions_refuse('A person gives one of the reasons of a withdrawal that the system does not find.');
    END IF;
    NEW.wished_at := helsekilde_now();
    SELECT coalesce(max(e.number), 0) INTO NEW.number FROM editions_edition e
     WHERE e.content_id = NEW.content_id AND e.lang = NEW.lang;
    RETURN NEW;
END $$;
