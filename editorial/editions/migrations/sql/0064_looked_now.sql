-- Who looks at a withdrawal as the second person may do so now, by what the database has now.

-- A withdrawal is looked at by a second person: a duty editor or an editor-in-chief who neither wrote it nor wished
-- for it, and is one now: not on a view of the database from before they were put out of their group.
CREATE OR REPLACE FUNCTION public.editions_check_look()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    PERFORM helsekilde_require_present();
    IF NOT EXISTS (
        SELECT 1 FROM editions_edition e WHERE e.id = NEW.edition_id AND e.action = 'withdrawn') THEN
        PERFORM editions_refuse('Only a withdrawal has a notice to look at.');
    END IF;
    IF NEW.checked_by_id = ANY (editions_writers(NEW.edition_id)) THEN
        PERFORM editions_refuse('A second person looks at a withdrawal, not who wrote it.');
    END IF;
    IF NOT signoff_is_member(NEW.checked_by_id, ARRAY['Duty editors', 'Editors-in-chief']) THEN
        PERFORM editions_refuse('Only duty editors and editors-in-chief look at withdrawals.');
    END IF;
    NEW.checked_at := helsekilde_moment();
    RETURN NEW;
END $function$;
