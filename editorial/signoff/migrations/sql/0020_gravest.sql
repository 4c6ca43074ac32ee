-- The gravest of several causes is the one that is written, whoever came first and whichever way they took.

-- What one person called a danger is none the less by what another one says: where somebody takes this sign-off back
-- for one, readers were told so, and that is what is written.
CREATE OR REPLACE FUNCTION public.signoff_refuse_milder(taken bigint, cause text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF signoff_refuse_milder.cause NOT IN ('unsafe', 'recalled', 'foreign') AND (
        EXISTS (SELECT 1 FROM editions_takingback t
                 WHERE t.signoff_id = taken AND t.cause IN ('unsafe', 'recalled', 'foreign'))
        OR EXISTS (SELECT 1 FROM editions_withdrawalwish w
                    WHERE w.signoff_id = taken AND w.cause IN ('unsafe', 'recalled', 'foreign'))) THEN
        RAISE EXCEPTION 'Readers are told already that there is a danger: the sign-off is taken back for one.'
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
END $function$;

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
    IF NEW.cause = '' THEN
        RAISE EXCEPTION 'A sign-off is taken back for a cause.' USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    PERFORM signoff_refuse_milder(NEW.signoff_id, NEW.cause);
    NEW.revoked_at := helsekilde_now();
    RETURN NEW;
END $function$;

-- No text is public unless its sign-offs stand: one that the newest edition of its item and language names is
-- taken back only together with a withdrawal. What is asked here is asked under the lock of the log, as what
-- `editions_refuse_revoked` asks: a publication and a revocation at the same time see each other; and so do two who
-- take it back at the same time, one of them for a danger. The revocation takes its own place in the log, so that
-- whoever follows it hears of editions that were replaced long ago.
CREATE OR REPLACE FUNCTION public.editions_check_revocation()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    signed record;
    latest record;
BEGIN
    PERFORM editions_take_order();
    -- Statements of their own: they see what was committed while we waited.
    SELECT s.content_id, s.lang INTO signed FROM signoff_signoff s WHERE s.id = NEW.signoff_id;
    SELECT action, signoff_ids INTO latest FROM editions_edition
     WHERE content_id = signed.content_id AND lang = signed.lang ORDER BY number DESC LIMIT 1;
    IF latest.action <> 'withdrawn' AND NEW.signoff_id = ANY (latest.signoff_ids) THEN
        PERFORM editions_refuse(format(
            'Sign-off %s carries a public edition: it is taken back with a withdrawal.', NEW.signoff_id));
    END IF;
    PERFORM signoff_refuse_milder(NEW.signoff_id, NEW.cause);
    PERFORM editions_revocation_tell(NEW.id);
    RETURN NULL;
END $function$;
