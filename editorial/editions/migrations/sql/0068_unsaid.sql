-- A danger that was overtaken waits until the log says it, whatever else is written of it.

-- Is what this wish asks for in the log with this edition, or is it a text that was signed after it and published when
-- it was done? (As `editions_wishing` has it: who signs while a wish is written and not yet committed signs after it by
-- the clock, and that text was asked before.) A wish for a danger is answered by a withdrawal that says one, and by one
-- that follows from a signature which was taken back for one: after any other the danger is said again
-- (`editions_check_withdrawal`).
CREATE OR REPLACE FUNCTION public.editions_answers_wish(x editions_edition, w editions_withdrawalwish)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT CASE
        WHEN x.content_id <> w.content_id OR x.lang <> w.lang OR x.number <= w.number THEN false
        WHEN x.action <> 'withdrawn' THEN EXISTS (
            SELECT 1 FROM editions_wishoutcome o
             WHERE o.wish_id = w.id AND NOT EXISTS (
                   SELECT 1 FROM signoff_signoff s
                    WHERE s.id = ANY (x.signoff_ids)
                      AND (s.signed_at <= w.wished_at OR s.signed_at <= o.done_at AND x.published_at <= o.done_at)))
        WHEN w.signoff_id IS NOT NULL OR NOT editions_is_danger(w.reason) THEN true
        ELSE editions_is_danger(said.reason) OR said.reason = 'revoked' AND EXISTS (
            SELECT 1 FROM editions_edition before
              JOIN signoff_signoffrevocation r ON r.signoff_id = ANY (before.signoff_ids)
             WHERE before.content_id = x.content_id AND before.lang = x.lang AND before.number = x.number - 1
               AND signoff_is_danger(r.cause)) END
      FROM (SELECT convert_from(x.envelope, 'UTF8')::jsonb #>> '{edition,withdrawal,reason}' AS reason) said
$function$;

-- Has somebody asked for this because of a danger, and says the log less since then? That is so where something milder was
-- on its way there when the wish was committed.
CREATE OR REPLACE FUNCTION public.editions_is_unsaid(w editions_withdrawalwish)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT w.signoff_id IS NULL AND editions_is_danger(w.reason)
       AND EXISTS (SELECT 1 FROM editions_edition x
                    WHERE x.content_id = w.content_id AND x.lang = w.lang AND x.number > w.number)
       AND NOT EXISTS (SELECT 1 FROM editions_edition x
                        WHERE x.content_id = w.content_id AND x.lang = w.lang AND x.number > w.number
                          AND editions_answers_wish(x, w))
$function$;

-- At commit: a wish to withdraw is done when nothing of the text is public, and one for a danger when the log says it
-- where it says anything since. One that takes back a sign-off is done when
-- that is taken back, and no edition that is public names it. Whoever says so.
CREATE OR REPLACE FUNCTION public.editions_check_outcome()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF EXISTS (SELECT 1 FROM editions_withdrawalwish w
                 JOIN editions_publicdocument d ON d.content_id = w.content_id AND d.lang = w.lang
                 JOIN editions_edition e ON e.id = d.edition_id
                WHERE w.id = NEW.wish_id AND d.state = 'current'
                  AND (w.signoff_id IS NULL OR w.signoff_id = ANY (e.signoff_ids))) THEN
        PERFORM editions_refuse('The text is public still: its withdrawal is not carried out.');
    END IF;
    IF EXISTS (SELECT 1 FROM editions_withdrawalwish w
                WHERE w.id = NEW.wish_id AND w.signoff_id IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM signoff_signoffrevocation r WHERE r.signoff_id = w.signoff_id)) THEN
        PERFORM editions_refuse('The sign-off of this wish is not taken back: it is not carried out.');
    END IF;
    IF EXISTS (SELECT 1 FROM editions_withdrawalwish w WHERE w.id = NEW.wish_id AND editions_is_unsaid(w)) THEN
        PERFORM editions_refuse('The log does not say the danger yet that this wish is for: it is not carried out.');
    END IF;
    RETURN NULL;
END $function$;

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

-- Whose a withdrawal is: who is named in it, and whoever wished for it where nothing before it in the log had answered
-- them. None of them is the second person who reads it.
CREATE OR REPLACE FUNCTION public.editions_writers(edition bigint)
 RETURNS bigint[]
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT coalesce(array_agg(DISTINCT found.who) FILTER (WHERE found.who IS NOT NULL), '{}')
      FROM editions_edition e
     CROSS JOIN LATERAL (
           SELECT e.actor_id AS who
            UNION ALL
           SELECT w.actor_id FROM editions_withdrawalwish w
            WHERE w.content_id = e.content_id AND w.lang = e.lang AND w.number < e.number
              AND w.reason = convert_from(e.envelope, 'UTF8')::jsonb #>> '{edition,withdrawal,reason}'
              AND NOT EXISTS (SELECT 1 FROM editions_edition x
                               WHERE x.content_id = e.content_id AND x.lang = e.lang
                                 AND x.number > w.number AND x.number < e.number
                                 AND editions_answers_wish(x, w))) found
     WHERE e.id = edition AND e.action = 'withdrawn'
$function$;
