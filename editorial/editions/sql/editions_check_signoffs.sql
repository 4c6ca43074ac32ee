-- Are the sign-offs that an edition names enough? They must exist, stand, carry its clinical digest, be given for
-- revisions of its risk class, come from different people and out of one review that has not ended, be as many as
-- that class asks for and no older than its interval, and be younger than the last edition that said something else
-- or carried a label that this one drops: text that was replaced or withdrawn needs a new review. A label that stood
-- in the text when one of them was given comes off by a new one only, also before the first edition. A wish to
-- withdraw is a withdrawal here, whether anything was public or not.
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
    IF EXISTS (
        SELECT 1 FROM signoff_signoff s JOIN wagtailcore_revision r ON r.id = s.revision_id
         WHERE s.id = ANY (e.signoff_ids) AND nullif(r.content ->> 'risk_class', '') <> e.risk_class) THEN
        PERFORM editions_refuse('The risk class is not that of the revision that was signed.');
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
