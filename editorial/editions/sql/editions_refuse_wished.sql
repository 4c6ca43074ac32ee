-- Fires where an edition takes its place in the log, under the log's lock: what was wished while it waited for that is
-- seen. Of withdrawals the gravest comes first; anything else waits until what was asked for is done, and rests on a
-- review that was begun after it.
CREATE OR REPLACE FUNCTION public.editions_refuse_wished()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    e editions_edition;
    asked record;
BEGIN
    SELECT * INTO e FROM editions_edition WHERE id = NEW.edition_id;
    IF e.action = 'withdrawn' THEN
        PERFORM editions_check_danger(e);
    END IF;
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

CREATE TRIGGER editions_refuse_wished BEFORE INSERT ON public.editions_logentry FOR EACH ROW EXECUTE FUNCTION editions_refuse_wished();
