-- A signature on which nothing public rests is taken back by a wish too: from its commit on no edition is written on
-- it, and readers of the editions under it are told as they will be when the log has it.

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
       OR btrim(NEW.words, E' \t\r\n') = '' THEN
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

-- When a wish was written and after which edition is what the database says, not its writer. What the public reads
-- of it is what it may read of a withdrawal: for a reason that a person gives who may withdraw, or because a
-- signature under the newest edition is being taken back, by who may do that or might when they wished it.
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
    IF editions_line_faults(NEW.notice) <> '{}' THEN
        PERFORM editions_refuse('A notice has at most 300 characters and no digits but the telephone numbers.');
    END IF;
    SELECT e.number, e.action, e.signoff_ids INTO latest FROM editions_edition e
     WHERE e.content_id = NEW.content_id AND e.lang = NEW.lang ORDER BY e.number DESC LIMIT 1;
    IF NEW.signoff_id IS NOT NULL OR NEW.reason = 'revoked' THEN
        SELECT s.signed_by_id INTO signer FROM signoff_signoff s
         WHERE s.id = NEW.signoff_id AND s.content_id = NEW.content_id AND s.lang = NEW.lang;
        -- What the revocation would refuse is refused here: nobody waits for what can never be done.
        IF NEW.reason <> 'revoked' OR signer IS NULL OR btrim(NEW.words, E' \t\r\n') = ''
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
    NEW.wished_at := helsekilde_moment();
    NEW.number := coalesce(latest.number, 0);
    RETURN NEW;
END $function$;

-- Fires where an edition takes its place in the log, under the log's lock. Withdrawals pass; anything else waits
-- until what was asked for is done, and rests on a review that was begun after it.
CREATE OR REPLACE FUNCTION public.editions_refuse_wished()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    e record;
BEGIN
    SELECT content_id, lang, action, signoff_ids INTO e FROM editions_edition WHERE id = NEW.edition_id;
    IF e.action IS NULL OR e.action = 'withdrawn' THEN
        RETURN NEW;
    END IF;
    IF EXISTS (SELECT 1 FROM editions_withdrawalwish w
                WHERE w.content_id = e.content_id AND w.lang = e.lang
                  AND NOT EXISTS (SELECT 1 FROM editions_wishoutcome o WHERE o.wish_id = w.id)) THEN
        PERFORM editions_refuse('A withdrawal of this text waits for the log: nothing of it is published before.');
    END IF;
    IF EXISTS (SELECT 1 FROM editions_takingback t
                WHERE t.content_id = e.content_id AND t.lang = e.lang
                  AND NOT EXISTS (SELECT 1 FROM signoff_signoffrevocation r WHERE r.signoff_id = t.signoff_id)) THEN
        PERFORM editions_refuse(
            'A signature under this text is being taken back: nothing of it is published before that is done.');
    END IF;
    IF EXISTS (SELECT 1 FROM editions_withdrawalwish w
                 JOIN signoff_signoff s ON s.id = ANY (e.signoff_ids)
                 LEFT JOIN wagtailcore_taskstate t ON t.id = s.task_state_id
                 LEFT JOIN wagtailcore_workflowstate r ON r.id = t.workflow_state_id
                WHERE w.content_id = e.content_id AND w.lang = e.lang
                  AND (s.signed_at <= w.wished_at OR r.created_at <= w.wished_at)) THEN
        PERFORM editions_refuse('The text was stopped after its review had begun: it needs a new review.');
    END IF;
    RETURN NEW;
END $function$;

-- At commit: an account stays, and keeps its number, while a withdrawal that it has wished waits, or a signature that
-- it takes back. Who took a signature back is named where that is written, and can be named no more once the account
-- is gone.
CREATE OR REPLACE FUNCTION public.editions_keep_wisher()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF EXISTS (SELECT 1 FROM editions_withdrawalwish w
                WHERE w.actor_id = OLD.id
                  AND NOT EXISTS (SELECT 1 FROM editions_wishoutcome o WHERE o.wish_id = w.id)) THEN
        PERFORM editions_refuse(format(
            'The account %s has withdrawn a text, which is not in the log yet: it stays until that is done.',
            OLD.username));
    END IF;
    IF EXISTS (SELECT 1 FROM editions_takingback t
                WHERE t.actor_id = OLD.id
                  AND NOT EXISTS (SELECT 1 FROM signoff_signoffrevocation r WHERE r.signoff_id = t.signoff_id)) THEN
        PERFORM editions_refuse(format(
            'The account %s takes a signature back, which is not in the log yet: it stays until that is done.',
            OLD.username));
    END IF;
    RETURN NULL;
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
    IF NEW.cause NOT IN ('unsafe', 'recalled', 'foreign') AND EXISTS (
        SELECT 1 FROM editions_takingback t
         WHERE t.signoff_id = NEW.signoff_id AND t.cause IN ('unsafe', 'recalled', 'foreign')) THEN
        RAISE EXCEPTION 'Readers are told already that there is a danger: the sign-off is taken back for one.'
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    NEW.revoked_at := helsekilde_now();
    RETURN NEW;
END $function$;

CREATE TRIGGER wish_append_only BEFORE DELETE OR UPDATE ON public.editions_takingback FOR EACH ROW EXECUTE FUNCTION editions_append_only();
CREATE TRIGGER wish_no_truncate BEFORE TRUNCATE ON public.editions_takingback FOR EACH STATEMENT EXECUTE FUNCTION editions_append_only();
CREATE TRIGGER helsekilde_number BEFORE INSERT ON public.editions_takingback FOR EACH ROW EXECUTE FUNCTION helsekilde_number();

-- What readers are told of sign-offs that were taken back, or are being taken back: one to each, for the gravest cause
-- that waits.
CREATE VIEW editions_takenback AS
SELECT r.signoff_id, r.content_id, r.lang, r.is_danger, r.signer_name, r.signed_at, r.revoked_at
  FROM editions_publicrevocation r
 UNION ALL
(SELECT DISTINCT ON (t.content_id, t.lang, t.signoff_id) t.signoff_id, t.content_id, t.lang, t.cause IN ('unsafe', 'recalled', 'foreign'),
        s.signer_name, s.signed_at, t.wished_at
   FROM editions_takingback t JOIN signoff_signoff s ON s.id = t.signoff_id
  WHERE t.edition_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM editions_publicrevocation r WHERE r.signoff_id = t.signoff_id)
  ORDER BY t.content_id, t.lang, t.signoff_id, t.cause IN ('unsafe', 'recalled', 'foreign') DESC, t.id);
