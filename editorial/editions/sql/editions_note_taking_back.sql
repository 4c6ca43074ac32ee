-- Who wishes to take a sign-off back, and for what, is asked when the wish is written, as the revocation is asked
-- later. Of which item it is, which newest edition names it and when it was wished is what the database says.
CREATE OR REPLACE FUNCTION public.editions_note_taking_back()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET standard_conforming_strings TO 'on'
AS $function$
DECLARE
    signed record;
BEGIN
    PERFORM helsekilde_require_present();
    SELECT s.content_id, s.lang, s.signed_by_id INTO signed FROM signoff_signoff s WHERE s.id = NEW.signoff_id;
    IF signed.content_id IS NULL
       OR EXISTS (SELECT 1 FROM signoff_signoffrevocation r WHERE r.signoff_id = NEW.signoff_id) THEN
        PERFORM editions_refuse('There is no sign-off to take back: it never was, or it was taken back before.');
    END IF;
    IF signed.signed_by_id IS DISTINCT FROM NEW.actor_id AND NOT signoff_is_member(NEW.actor_id, ARRAY['Editors-in-chief']) THEN
        PERFORM editions_refuse('Only the signer or an active editor-in-chief takes a sign-off back.');
    END IF;
    -- What the revocation would refuse is refused here: nobody waits for what can never be done.
    IF NEW.cause NOT IN ('unsafe', 'recalled', 'foreign', 'error', 'mistake', 'other')
       OR helsekilde_is_blank(NEW.words) THEN
        PERFORM editions_refuse('A sign-off is taken back for one of the causes, and a reason that is said.');
    END IF;
    NEW.content_id := signed.content_id;
    NEW.lang := signed.lang;
    NEW.edition_id := (SELECT e.id FROM editions_edition e
                        WHERE e.content_id = signed.content_id AND e.lang = signed.lang
                          AND NEW.signoff_id = ANY (e.signoff_ids) ORDER BY e.number DESC LIMIT 1);
    NEW.wished_at := helsekilde_moment();
    RETURN NEW;
END $function$;

CREATE TRIGGER editions_note_taking_back BEFORE INSERT ON public.editions_takingback FOR EACH ROW EXECUTE FUNCTION editions_note_taking_back();
