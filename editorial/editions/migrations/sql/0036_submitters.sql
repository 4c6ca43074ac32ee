-- Nobody signs what they wrote: asked of everybody whose hand is in the text since it was last signed and
-- published, of its owner before the first time, and of whoever submitted it. `SigningFacts.contributors`
-- is the same question. What was written before that signature is asked of nobody any more, so it is not signed; a
-- page that takes the place of another one was never signed. Who submitted the review once has submitted it.
CREATE OR REPLACE FUNCTION public.editions_check_four_eyes()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    signed bigint;
BEGIN
    SELECT max(s.revision_id) INTO signed FROM signoff_signoff s
     WHERE s.page_id = NEW.page_id AND s.id = ANY (ARRAY(
           SELECT unnest(e.signoff_ids) FROM editions_edition e
            WHERE e.id = (SELECT n.id FROM editions_edition n
                           WHERE n.content_id = NEW.content_id AND n.lang = NEW.lang AND n.action <> 'withdrawn'
                           ORDER BY n.number DESC LIMIT 1)));
    IF NEW.revision_id < signed THEN
        PERFORM editions_refuse('The text is older than the one that was last signed and published.');
    END IF;
    IF EXISTS (
        SELECT 1 FROM signoff_contribution c
         WHERE c.page_id = NEW.page_id AND c.user_id = NEW.signed_by_id
           AND (signed IS NULL OR c.revision_id > signed))
       OR signed IS NULL AND EXISTS (
        SELECT 1 FROM wagtailcore_page g WHERE g.id = NEW.page_id AND g.owner_id = NEW.signed_by_id)
       OR EXISTS (
        SELECT 1 FROM wagtailcore_taskstate t JOIN wagtailcore_workflowstate w ON w.id = t.workflow_state_id
         WHERE t.id = NEW.task_state_id
           AND (w.requested_by_id = NEW.signed_by_id
                OR EXISTS (SELECT 1 FROM signoff_submitter n
                            WHERE n.workflow_state_id = w.id AND n.user_id = NEW.signed_by_id))) THEN
        PERFORM editions_refuse('Nobody signs what they wrote, own or submitted.');
    END IF;
    RETURN NEW;
END $function$;
