-- When a step began; see `signoff_review_begins`. It stays in its review, and a step that somebody signed in
-- stays with the revision that was signed. Whoever signed in a review and asked for changes afterwards has not
-- approved what came of it: that they asked stays as well. How a step ended, on which text and by whom stays as it
-- was: a text that was another one in between ends a review. A step is not taken out of a review in which somebody
-- signed. What came after what in a review is read from the numbers of its steps: they are given here, one after the
-- other, and stay; and nothing is decided in a step once there is a newer one.
CREATE OR REPLACE FUNCTION public.signoff_step_begins()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF TG_OP = 'UPDATE' AND (
        NEW.workflow_state_id <> OLD.workflow_state_id
        OR NEW.revision_id IS DISTINCT FROM OLD.revision_id
           AND EXISTS (SELECT 1 FROM signoff_signoff s WHERE s.task_state_id = OLD.id)) THEN
        RAISE EXCEPTION 'Step % stays in its review, and with the text that was signed in it.', OLD.id
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    IF TG_OP <> 'INSERT' AND OLD.status = 'rejected' AND EXISTS (
        SELECT 1 FROM signoff_signoff s JOIN wagtailcore_taskstate t ON t.id = s.task_state_id
         WHERE t.workflow_state_id = OLD.workflow_state_id AND s.signed_by_id = OLD.finished_by_id)
       AND (TG_OP = 'DELETE' OR NEW.status <> OLD.status OR NEW.finished_by_id IS DISTINCT FROM OLD.finished_by_id) THEN
        RAISE EXCEPTION 'In step % somebody who had signed asked for changes: that stays.', OLD.id
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT 1 FROM signoff_signoff s JOIN wagtailcore_taskstate t ON t.id = s.task_state_id
         WHERE t.workflow_state_id = OLD.workflow_state_id) THEN
        RAISE EXCEPTION 'Step % is part of a review in which somebody signed: it stays.', OLD.id
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.status <> 'in_progress' AND (
        NEW.status <> OLD.status OR NEW.id <> OLD.id OR NEW.revision_id IS DISTINCT FROM OLD.revision_id
        OR NEW.finished_by_id IS DISTINCT FROM OLD.finished_by_id
           AND (NEW.finished_by_id IS NOT NULL
                OR EXISTS (SELECT 1 FROM signoff_signoff s WHERE s.signed_by_id = OLD.finished_by_id))) THEN
        RAISE EXCEPTION 'Step % is over: how, on which text and by whom it ended stays as it was.', OLD.id
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'INSERT' THEN
        NEW.id := nextval(pg_get_serial_sequence('public.wagtailcore_taskstate', 'id'));
    ELSIF NEW.id <> OLD.id THEN
        RAISE EXCEPTION 'Step % keeps its number.', OLD.id
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    ELSIF OLD.status = 'in_progress' AND NEW.status IN ('approved', 'rejected') AND EXISTS (
        SELECT 1 FROM wagtailcore_taskstate t
         WHERE t.workflow_state_id = OLD.workflow_state_id AND t.id > OLD.id) THEN
        RAISE EXCEPTION 'Step % is not the newest of its review: nothing is decided in it.', OLD.id
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    NEW.started_at := CASE WHEN TG_OP = 'INSERT' THEN helsekilde_now() ELSE OLD.started_at END;
    RETURN NEW;
END $function$;
