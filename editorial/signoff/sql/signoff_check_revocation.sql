-- Who takes a sign-off back, and when: its signer or an active editor-in-chief, at the house's time; of a wish that
-- waits for the log it was asked when that was written. What it means for the editions under it is said (see DANGERS
-- in editorial/signoff/models.py), and is a danger where a wish that waits has told readers so.
CREATE OR REPLACE FUNCTION public.signoff_check_revocation()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM signoff_signoff s WHERE s.id = NEW.signoff_id AND s.signed_by_id = NEW.revoked_by_id)
       AND NOT signoff_is_member(NEW.revoked_by_id, ARRAY['Editors-in-chief'])
       AND NOT EXISTS (SELECT 1 FROM editions_withdrawalwish w
                        WHERE w.signoff_id = NEW.signoff_id AND w.actor_id = NEW.revoked_by_id)
       AND NOT EXISTS (SELECT 1 FROM editions_takingback t
                        WHERE t.signoff_id = NEW.signoff_id AND t.actor_id = NEW.revoked_by_id) THEN
        RAISE EXCEPTION 'Only the signer or an active editor-in-chief takes a sign-off back.'
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    -- What an older release took as a wish is carried out in its words.
    IF helsekilde_is_blank(NEW.reason)
       AND NOT EXISTS (SELECT 1 FROM editions_withdrawalwish w
                        WHERE w.signoff_id = NEW.signoff_id AND helsekilde_is_blank(w.words))
       AND NOT EXISTS (SELECT 1 FROM editions_takingback t
                        WHERE t.signoff_id = NEW.signoff_id AND helsekilde_is_blank(t.words)) THEN
        RAISE EXCEPTION 'A sign-off is taken back for a reason that is said.'
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    IF NEW.cause = '' THEN
        RAISE EXCEPTION 'A sign-off is taken back for a cause.' USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    PERFORM signoff_refuse_milder(NEW.signoff_id, NEW.cause);
    NEW.revoked_at := helsekilde_now();
    RETURN NEW;
END $function$;

CREATE TRIGGER signoff_check_revocation BEFORE INSERT ON public.signoff_signoffrevocation FOR EACH ROW EXECUTE FUNCTION signoff_check_revocation();
