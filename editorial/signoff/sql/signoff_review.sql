-- Which review a sign-off belongs to, as the number of the step at which that began: a review goes on through
-- requests for changes that are answered without a change. NULL: the sign-off counts no more, for its review was
-- cancelled or its signer asked for changes afterwards. A sign-off of no step (older releases) is a review of its
-- revision alone.
CREATE OR REPLACE FUNCTION public.signoff_review(step bigint, signer bigint, revision bigint)
 RETURNS bigint
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    own record;
    words jsonb;
    broken bigint;
BEGIN
    IF step IS NULL THEN
        RETURN -revision;
    END IF;
    SELECT t.workflow_state_id AS review, t.revision_id INTO own FROM wagtailcore_taskstate t WHERE t.id = step;
    IF own.review IS NULL OR EXISTS (SELECT 1 FROM signoff_reviewend n WHERE n.workflow_state_id = own.review)
       OR EXISTS (
        SELECT 1 FROM wagtailcore_taskstate t
         WHERE t.workflow_state_id = own.review AND t.id >= step AND t.status = 'rejected'
           AND t.finished_by_id = signer) THEN
        RETURN NULL;
    END IF;
    IF EXISTS (SELECT 1 FROM wagtailcore_taskstate t
                WHERE t.workflow_state_id = own.review AND t.id < step
                  AND t.revision_id IS DISTINCT FROM own.revision_id) THEN
        SELECT content_models_clinical(r.content) INTO words FROM wagtailcore_revision r WHERE r.id = own.revision_id;
        SELECT max(t.id) INTO broken
          FROM wagtailcore_taskstate t LEFT JOIN wagtailcore_revision r ON r.id = t.revision_id
         WHERE t.workflow_state_id = own.review AND t.id < step AND t.revision_id IS DISTINCT FROM own.revision_id
           AND (r.id IS NULL OR content_models_clinical(r.content) IS DISTINCT FROM words);
    END IF;
    RETURN (SELECT min(t.id) FROM wagtailcore_taskstate t
             WHERE t.workflow_state_id = own.review AND t.id > coalesce(broken, 0));
END $function$;
