-- What each wish to withdraw does now: one rule, for the public, the worker, the gate and the audit.

-- `hides`: the public reads its notice. A wish to withdraw hides whatever is read until it is done, and after that
-- what nothing in the log answers: no withdrawal, and no text that was signed after it. A wish that takes back a
-- sign-off hides while the edition that is read names that one, and nothing else. `waits`: it is not done, whatever
-- its outcome says. `stops`: no sign-off from before it counts; one that takes back a sign-off of a text that another
-- one had replaced by then has stopped nothing.
CREATE OR REPLACE VIEW editions_wishing AS
SELECT w.id AS wish_id, w.content_id, w.lang, w.wished_at, read.hides, NOT said.is_done OR read.hides AS waits,
       w.signoff_id IS NULL OR NOT EXISTS (
           SELECT 1 FROM editions_edition e
             JOIN editions_edition n ON n.content_id = e.content_id AND n.lang = e.lang AND n.number = e.number + 1
            WHERE e.content_id = w.content_id AND e.lang = w.lang AND w.signoff_id = ANY (e.signoff_ids)
              AND n.action <> 'withdrawn' AND w.signoff_id <> ALL (n.signoff_ids)) AS stops
  FROM editions_withdrawalwish w
 CROSS JOIN LATERAL (SELECT EXISTS (SELECT 1 FROM editions_wishoutcome o WHERE o.wish_id = w.id) AS is_done OFFSET 0) said
 CROSS JOIN LATERAL (SELECT EXISTS (
           SELECT 1 FROM editions_publicdocument d
            WHERE d.content_id = w.content_id AND d.lang = w.lang AND d.state = 'current'
              AND CASE WHEN w.signoff_id IS NOT NULL THEN w.signoff_id = ANY (
                       (SELECT e.signoff_ids FROM editions_edition e WHERE e.id = d.edition_id)::bigint[])
                  ELSE NOT said.is_done OR NOT EXISTS (
                       SELECT 1 FROM editions_edition e
                        WHERE e.content_id = w.content_id AND e.lang = w.lang AND e.number > w.number
                          AND (e.action = 'withdrawn' OR NOT EXISTS (
                              SELECT 1 FROM signoff_signoff s
                               WHERE s.id = ANY (e.signoff_ids) AND s.signed_at <= w.wished_at))) END) AS hides OFFSET 0) read;

-- Which texts are hidden, once for each row and for all who ask: a column of a row that is read by itself, and no part
-- of what a list is sorted or found by. (OFFSET 0 keeps it from being worked into each condition.) A text is hidden by
-- what a wish hides, and by a wish to take back a sign-off that the edition names which is read now: whichever of them
-- was committed last, and whatever was asked before the other was.
CREATE OR REPLACE VIEW editions_hiding AS
SELECT d.content_id, d.lang, d.seq, d.edition_id, d.page_id, d.number, d.state, d.status, d.kind, d.path, d.title,
       d.topics, d.audiences, d.codes, d.digest, d.clinical_digest, d.document, d.summary, d.public_until,
       d.last_reviewed, d.next_review_due, d.modified_at, wish.hides
  FROM editions_publicdocument d
 CROSS JOIN LATERAL (SELECT d.state = 'current' AND (EXISTS (
           SELECT 1 FROM editions_wishing w WHERE w.content_id = d.content_id AND w.lang = d.lang AND w.hides)
        OR EXISTS (
           SELECT 1 FROM editions_takingback t
            WHERE t.content_id = d.content_id AND t.lang = d.lang AND t.signoff_id = ANY (
                  (SELECT e.signoff_ids FROM editions_edition e WHERE e.id = d.edition_id)::bigint[]))) AS hides OFFSET 0) wish;

-- As before, over it. What is told is what the log will have: of what hides the gravest, then the oldest. A danger is
-- one of the reasons of a withdrawal, or the cause for which a sign-off is taken back.
CREATE OR REPLACE VIEW editions_shown AS
SELECT d.content_id, d.lang, d.seq, d.edition_id, d.page_id, d.number,
       CASE WHEN d.hides THEN 'withdrawn' ELSE d.state END AS state,
       CASE WHEN d.hides THEN 'withdrawn' ELSE d.status END AS status,
       d.kind, d.path, d.title, d.topics, d.audiences, d.codes,
       CASE WHEN d.hides THEN NULL ELSE d.digest END AS digest, d.clinical_digest,
       CASE WHEN NOT d.hides THEN d.document ELSE (
           SELECT editions_notice(d.document, said.reason, said.notice, said.replacement, said.wished_at)
             FROM (SELECT CASE WHEN w.reason IN ('unsafe', 'recalled')
                                 OR w.signoff_id IS NOT NULL AND w.cause IN ('unsafe', 'recalled', 'foreign') THEN 0
                               ELSE 1 END AS place, w.id, w.reason::text, w.notice, w.replacement, w.wished_at
                     FROM editions_wishing h JOIN editions_withdrawalwish w ON w.id = h.wish_id
                    WHERE h.content_id = d.content_id AND h.lang = d.lang AND h.hides
                    UNION ALL
                   SELECT 2, t.id, 'revoked', editions_default_notice(t.lang), NULL, t.wished_at
                     FROM editions_takingback t JOIN editions_edition e ON e.id = d.edition_id
                    WHERE t.content_id = d.content_id AND t.lang = d.lang AND t.signoff_id = ANY (e.signoff_ids)) said
            ORDER BY said.place, said.wished_at, said.id LIMIT 1) END AS document,
       d.summary,
       CASE WHEN d.hides THEN NULL ELSE d.public_until END AS public_until,
       d.last_reviewed, d.next_review_due, d.modified_at, d.hides AS is_hidden
  FROM editions_hiding d;

-- At commit: a wish to withdraw is done when nothing of the text is public. One that takes back a sign-off is done when
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
    IF NEW.signoff_id IS NULL THEN
        NEW.cause := '';
        NEW.words := '';
    END IF;
    NEW.wished_at := helsekilde_moment();
    NEW.number := coalesce(latest.number, 0);
    RETURN NEW;
END $function$;

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
    IF EXISTS (SELECT 1 FROM editions_wishing w
                WHERE w.content_id = e.content_id AND w.lang = e.lang AND w.waits AND w.stops) THEN
        PERFORM editions_refuse('A withdrawal of this text waits for the log: nothing of it is published before.');
    END IF;
    IF EXISTS (SELECT 1 FROM editions_takingback t
                WHERE t.content_id = e.content_id AND t.lang = e.lang
                  AND NOT EXISTS (SELECT 1 FROM signoff_signoffrevocation r WHERE r.signoff_id = t.signoff_id))
       OR EXISTS (SELECT 1 FROM editions_wishing w
                   WHERE w.content_id = e.content_id AND w.lang = e.lang AND w.waits) THEN
        PERFORM editions_refuse(
            'A signature under this text is being taken back: nothing of it is published before that is done.');
    END IF;
    IF EXISTS (SELECT 1 FROM editions_wishing w
                 JOIN signoff_signoff s ON s.id = ANY (e.signoff_ids)
                 LEFT JOIN wagtailcore_taskstate t ON t.id = s.task_state_id
                 LEFT JOIN wagtailcore_workflowstate r ON r.id = t.workflow_state_id
                WHERE w.content_id = e.content_id AND w.lang = e.lang AND w.stops
                  AND (s.signed_at <= w.wished_at OR r.created_at <= w.wished_at)) THEN
        PERFORM editions_refuse('The text was stopped after its review had begun: it needs a new review.');
    END IF;
    RETURN NEW;
END $function$;

-- Are the sign-offs that an edition names enough? They must exist, stand, carry its clinical digest,
-- come from different people and out of one review that has not ended, be as many as its risk class asks for and
-- no older than its interval, and be younger than the last edition that said something else or carried a label
-- that this one drops: text that was replaced or withdrawn needs a new review. A label that stood in the text when
-- one of them was given comes off by a new one only, also before the first edition. A wish to withdraw is a withdrawal
-- here, whether anything was public or not.
CREATE OR REPLACE FUNCTION public.editions_check_signoffs(e editions_edition)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    label jsonb := editions_labels_of(e.envelope);
    boundary timestamptz;
    withdrawn timestamptz;
    labelled timestamptz;
    policy record;
    named record;
BEGIN
    SELECT r.quorum, r.months INTO policy FROM content_models_riskclass r WHERE r.code = e.risk_class;
    IF policy.quorum IS NULL THEN
        PERFORM editions_refuse('The risk class ' || e.risk_class || ' is unknown.');
    END IF;
    SELECT max(published_at),
           max(published_at) FILTER (WHERE editions_needs_new_review(action, envelope, actor_id)),
           max(published_at) FILTER (WHERE drops)
      INTO boundary, withdrawn, labelled
      FROM (SELECT x.*, editions_drops_label(
                       x.envelope, (label ->> 'demonstration')::boolean, (label ->> 'machineTranslated')::boolean) AS drops
              FROM editions_edition x
             WHERE x.content_id = e.content_id AND x.lang = e.lang AND x.number < e.number) earlier
     WHERE clinical_digest <> e.clinical_digest OR action = 'withdrawn' OR drops;
    IF EXISTS (
        SELECT 1 FROM signoff_signoff s
         WHERE s.id = ANY (e.signoff_ids)
           AND (s.signed_at <= labelled OR editions_signed_label_off(s.id, e.number, label))) THEN
        PERFORM editions_refuse('A warning label was taken off: that takes a new signature.');
    END IF;
    SELECT greatest(boundary, max(w.wished_at)), greatest(withdrawn, max(w.wished_at)) INTO boundary, withdrawn
      FROM editions_wishing w WHERE w.content_id = e.content_id AND w.lang = e.lang AND w.stops;
    SELECT count(*) AS standing, count(DISTINCT s.signed_by_id) AS people, count(DISTINCT s.review) AS reviews,
           min(helsekilde_day(s.signed_at)) AS oldest
      INTO named
      FROM (SELECT g.*, signoff_review(g.task_state_id, g.signed_by_id, g.revision_id) AS review
              FROM signoff_signoff g WHERE g.id = ANY (e.signoff_ids)) s
     WHERE s.clinical_digest = e.clinical_digest AND s.clinical_scheme = e.clinical_scheme
       AND s.content_id = e.content_id AND s.lang = e.lang AND s.role = 'clinical'
       AND s.review IS NOT NULL
       AND (boundary IS NULL OR s.signed_at > boundary)
       AND NOT EXISTS (
           SELECT 1 FROM wagtailcore_taskstate t
             JOIN wagtailcore_workflowstate w ON w.id = t.workflow_state_id
            WHERE t.id = s.task_state_id AND w.created_at <= withdrawn)
       AND NOT EXISTS (SELECT 1 FROM signoff_signoffrevocation r WHERE r.signoff_id = s.id);
    IF named.standing <> cardinality(e.signoff_ids) THEN
        PERFORM editions_refuse('A sign-off that the edition names does not stand for this text.');
    END IF;
    IF named.reviews > 1 THEN
        PERFORM editions_refuse('The sign-offs come from different reviews.');
    END IF;
    IF named.people < policy.quorum THEN
        PERFORM editions_refuse(format('Not signed: %s of %s sign-offs.', named.people, policy.quorum));
    END IF;
    IF e.action <> 'status'
       AND (named.oldest + make_interval(months => policy.months))::date < helsekilde_today() THEN
        PERFORM editions_refuse('A sign-off that the edition names is older than the review interval.');
    END IF;
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
                 JOIN editions_wishing n ON n.wish_id = w.id
                WHERE w.actor_id = OLD.id AND n.waits) THEN
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
