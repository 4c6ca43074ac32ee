-- Which review a sign-off belongs to, as the number of the first step of it since the text last became another one
-- (`signoff_textchange`): a review goes on through requests for changes that are answered without a change. NULL: the
-- sign-off counts no more, for its review was cancelled or its signer asked for changes afterwards. A sign-off of no
-- step (older releases) is a review of its revision alone.
CREATE OR REPLACE FUNCTION public.signoff_review(step bigint, signer bigint, revision bigint)
 RETURNS bigint
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    own record;
    changed bigint;
BEGIN
    IF step IS NULL THEN
        RETURN -revision;
    END IF;
    SELECT t.workflow_state_id AS review, t.revision_id, w.object_id INTO own
      FROM wagtailcore_taskstate t JOIN wagtailcore_workflowstate w ON w.id = t.workflow_state_id WHERE t.id = step;
    IF own.review IS NULL OR EXISTS (SELECT 1 FROM signoff_reviewend n WHERE n.workflow_state_id = own.review)
       OR EXISTS (
        SELECT 1 FROM wagtailcore_taskstate t
         WHERE t.workflow_state_id = own.review AND t.id >= step AND t.status = 'rejected'
           AND t.finished_by_id = signer) THEN
        RETURN NULL;
    END IF;
    IF own.object_id ~ '^[0-9]{1,18}$' THEN
        SELECT max(c.revision_id) INTO changed FROM signoff_textchange c
         WHERE c.page_id = own.object_id::bigint AND c.revision_id <= own.revision_id;
    END IF;
    RETURN (SELECT t.id FROM wagtailcore_taskstate t
             WHERE t.workflow_state_id = own.review AND t.revision_id <= own.revision_id
               AND t.revision_id >= coalesce(changed, 0)
             ORDER BY t.revision_id, t.id LIMIT 1);
END $function$;
