-- When a wish was written and after which edition is what the database says, not its writer. What the public reads
-- of it is what it may read of a withdrawal: for a reason that a person gives who may withdraw, or because a
-- signature under the newest edition is being taken back, by who may do that or might when they wished it. A cause
-- and words of their own have those alone.
CREATE OR REPLACE FUNCTION public.editions_note_wish()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET standard_conforming_strings TO 'on'
AS $function$
DECLARE
    latest record;
    signer bigint;
BEGIN
    PERFORM helsekilde_require_present();
    IF editions_line_faults(NEW.notice) <> '{}' THEN
        PERFORM editions_refuse('A notice has at most 300 characters and no digits but the telephone numbers.');
    END IF;
    -- The log has a notice in the form of the house, and of a danger to the letter what was wished.
    IF NEW.notice ~ '  ' THEN
        PERFORM editions_refuse('A notice has one blank between two words.');
    END IF;
    SELECT e.number, e.action, e.signoff_ids INTO latest FROM editions_edition e
     WHERE e.content_id = NEW.content_id AND e.lang = NEW.lang ORDER BY e.number DESC LIMIT 1;
    IF NEW.signoff_id IS NOT NULL OR NEW.reason = 'revoked' THEN
        SELECT s.signed_by_id INTO signer FROM signoff_signoff s
         WHERE s.id = NEW.signoff_id AND s.content_id = NEW.content_id AND s.lang = NEW.lang;
        -- What the revocation would refuse is refused here: nobody waits for what can never be done.
        IF NEW.reason <> 'revoked' OR signer IS NULL OR helsekilde_is_blank(NEW.words)
           OR NEW.cause NOT IN ('unsafe', 'recalled', 'foreign', 'error', 'mistake', 'other')
           OR latest.number IS NULL OR latest.action = 'withdrawn'
           OR NEW.signoff_id <> ALL (latest.signoff_ids) THEN
            PERFORM editions_refuse('A person gives one of the reasons of a withdrawal that the system does not find.');
        END IF;
        IF signer IS DISTINCT FROM NEW.actor_id
           AND NOT signoff_is_member(NEW.actor_id, ARRAY['Editors-in-chief'])
           AND NOT EXISTS (SELECT 1 FROM editions_takingback t
                            WHERE t.signoff_id = NEW.signoff_id AND t.actor_id = NEW.actor_id) THEN
            PERFORM editions_refuse('Only the signer or an active editor-in-chief takes a sign-off back.');
        END IF;
    ELSIF NEW.reason NOT IN ('unsafe', 'recalled', 'error', 'outdated', 'consolidated', 'unpublished') THEN
        PERFORM editions_refuse('A person gives one of the reasons of a withdrawal that the system does not find.');
    ELSIF NOT signoff_is_member(NEW.actor_id, ARRAY['Duty editors', 'Editors-in-chief'])
       AND NOT (NEW.reason = 'unpublished' AND signoff_is_member(NEW.actor_id, ARRAY['Desk editors'])) THEN
        PERFORM editions_refuse('Only duty editors and editors-in-chief withdraw.');
    END IF;
    IF NEW.replacement = NEW.content_id OR NEW.replacement IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM editions_publicdocument d WHERE d.content_id = NEW.replacement) THEN
        PERFORM editions_refuse('The replacement is not another item of the log.');
    END IF;
    IF NEW.signoff_id IS NULL THEN
        NEW.cause := '';
        NEW.words := '';
    END IF;
    NEW.wished_at := helsekilde_moment();
    NEW.number := coalesce(latest.number, 0);
    RETURN NEW;
END $function$;

CREATE TRIGGER editions_note_wish BEFORE INSERT ON public.editions_withdrawalwish FOR EACH ROW EXECUTE FUNCTION editions_note_wish();
