-- Of a text of which nobody ever asked that it be stopped, or that a signature be taken back, no view is looked at.

-- What people have asked for that ends signatures of a text: when it was last stopped, whether a stop waits for the
-- log, and whether a signature under it is being taken back. Of a text of which nobody ever asked that, which is
-- nearly every one, the view is not looked at.
CREATE OR REPLACE FUNCTION public.editions_asked(content uuid, in_lang text)
 RETURNS TABLE(stopped_at timestamp with time zone, is_stopping boolean, is_taking_back boolean)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    SELECT EXISTS (
        SELECT 1 FROM editions_takingback t WHERE t.content_id = content AND t.lang = in_lang
           AND NOT EXISTS (SELECT 1 FROM signoff_signoffrevocation r WHERE r.signoff_id = t.signoff_id))
      INTO is_taking_back;
    is_stopping := false;
    IF EXISTS (SELECT 1 FROM editions_withdrawalwish x WHERE x.content_id = content AND x.lang = in_lang) THEN
        SELECT max(w.wished_at) FILTER (WHERE w.stops), coalesce(bool_or(w.waits AND w.stops), false),
               editions_asked.is_taking_back OR coalesce(bool_or(w.waits AND NOT w.stops), false)
          INTO stopped_at, is_stopping, is_taking_back
          FROM editions_wishing w WHERE w.content_id = content AND w.lang = in_lang;
    END IF;
    RETURN NEXT;
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
    SELECT greatest(boundary, a.stopped_at), greatest(withdrawn, a.stopped_at) INTO boundary, withdrawn
      FROM editions_asked(e.content_id, e.lang) a;
    SELECT count(*) AS standing, count(DISTINCT s.signed_by_id) AS people, count(DISTINCT s.review) AS reviews,
           min(helsekilde_day(s.signed_at)) AS oldest
      INTO named
      FROM (SELECT g.*, signoff_review(g.task_state_id, g.signed_by_id, g.revision_id) AS review
              FROM signoff_signoff g WHERE g.id = ANY (e.signoff_ids) OFFSET 0) s
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
    asked record;
BEGIN
    SELECT content_id, lang, action, signoff_ids INTO e FROM editions_edition WHERE id = NEW.edition_id;
    IF e.action IS NULL OR e.action = 'withdrawn' THEN
        RETURN NEW;
    END IF;
    SELECT a.stopped_at, a.is_stopping, a.is_taking_back INTO asked FROM editions_asked(e.content_id, e.lang) a;
    IF asked.is_stopping THEN
        PERFORM editions_refuse('A withdrawal of this text waits for the log: nothing of it is published before.');
    END IF;
    IF asked.is_taking_back THEN
        PERFORM editions_refuse(
            'A signature under this text is being taken back: nothing of it is published before that is done.');
    END IF;
    IF EXISTS (SELECT 1 FROM signoff_signoff s
                 LEFT JOIN wagtailcore_taskstate t ON t.id = s.task_state_id
                 LEFT JOIN wagtailcore_workflowstate r ON r.id = t.workflow_state_id
                WHERE s.id = ANY (e.signoff_ids)
                  AND (s.signed_at <= asked.stopped_at OR r.created_at <= asked.stopped_at)) THEN
        PERFORM editions_refuse('The text was stopped after its review had begun: it needs a new review.');
    END IF;
    RETURN NEW;
END $function$;
