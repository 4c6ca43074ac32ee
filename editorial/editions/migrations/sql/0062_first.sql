-- An edition is of its page's kind and of the class that was signed, and the first of a text has the number 1.

-- Is the page as the edition says, and of its kind? The row is read again, FOR SHARE: without that, a publication
-- and a draft save at the same time could leave live and signed apart. A transaction leaves one state of a page, so
-- it writes one edition of it: what an earlier one said would be served for ever, and be true of nothing.
CREATE OR REPLACE FUNCTION public.editions_check_page(e editions_edition)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET standard_conforming_strings TO 'on'
AS $function$
DECLARE
    page record;
BEGIN
    IF EXISTS (
        SELECT 1 FROM editions_edition x
         WHERE x.content_id = e.content_id AND x.lang = e.lang
           AND (x.number > e.number OR x.number = e.number - 1 AND helsekilde_is_new(x.xmin))) THEN
        PERFORM editions_refuse('A transaction writes one edition of a text: of two, one would be compared with no page.');
    END IF;
    SELECT g.live, g.slug, g.translation_key, l.language_code, k.app_label, k.model INTO page
      FROM wagtailcore_page g JOIN wagtailcore_locale l ON l.id = g.locale_id
      JOIN django_content_type k ON k.id = g.content_type_id
     WHERE g.id = e.page_id FOR SHARE OF g;
    IF e.action = 'withdrawn' THEN
        IF page.live THEN
            PERFORM editions_refuse('A withdrawn page must not be live.');
        END IF;
    ELSIF page.live IS NOT TRUE OR page.translation_key <> e.content_id
          OR page.language_code <> e.lang THEN
        PERFORM editions_refuse('The edition is not about a live page of this item and language.');
    ELSIF e.action <> 'status' AND (page.app_label, page.model)
          IS DISTINCT FROM ('content_models', replace(e.kind, '-', '') || 'page') THEN
        PERFORM editions_refuse('The kind is not that of the page.');
    ELSIF e.action <> 'status' AND page.slug !~ '^([A-Za-z0-9_-]|[^\u0001-\u007F])+$' THEN
        PERFORM editions_refuse('The address is none that a page may have.');
    ELSIF e.action <> 'status'
          AND e.path IS DISTINCT FROM editions_segment(e.kind, e.lang) || '/' || page.slug THEN
        PERFORM editions_refuse('The address is not that of the page.');
    ELSIF e.action <> 'status' AND NOT EXISTS (
        SELECT 1 FROM wagtailcore_revision r JOIN django_content_type k ON k.id = r.base_content_type_id
         WHERE r.id = e.revision_id AND r.object_id = e.page_id::text
           AND k.app_label = 'wagtailcore' AND k.model = 'page') THEN
        PERFORM editions_refuse('The edition is of no revision of its page.');
    END IF;
END $function$;

-- Is the time that an edition says the one at which it was written, after all that was written of its item before?
-- Is its number the next, from 1 on? And are its first publication and its last clinical change those of the log?
CREATE OR REPLACE FUNCTION public.editions_check_order(e editions_edition, before editions_edition)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF e.number < 1 OR e.number > 1 AND before.id IS NULL THEN
        PERFORM editions_refuse('Edition numbers begin at 1 and have no gaps.');
    END IF;
    IF e.published_at IS DISTINCT FROM helsekilde_now() OR e.recorded_at IS DISTINCT FROM helsekilde_now() THEN
        PERFORM editions_refuse('An edition is published now, by the clock of the database.');
    END IF;
    IF e.published_at < (SELECT max(x.published_at) FROM editions_edition x
                          WHERE x.content_id = e.content_id AND x.lang = e.lang AND x.number < e.number) THEN
        PERFORM editions_refuse('A newer edition of this text was written meanwhile, or the clock was set back: try again.');
    END IF;
    IF e.first_published_at IS DISTINCT FROM coalesce(before.first_published_at, e.published_at)
       OR e.last_clinical_change IS DISTINCT FROM (CASE
           WHEN e.action = 'withdrawn' OR before.clinical_digest = e.clinical_digest
           THEN before.last_clinical_change ELSE e.published_at END) THEN
        PERFORM editions_refuse('The first publication and the last clinical change are those of the log.');
    END IF;
END $function$;

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
