-- Reviews, steps and revisions say later what they said at first, and each signature stands in the trail.

DROP TRIGGER signoff_review_begins ON wagtailcore_workflowstate;

DROP TRIGGER signoff_step_begins ON wagtailcore_taskstate;

DROP TRIGGER signoff_keep_revision ON wagtailcore_revision;

DROP TRIGGER signoff_note_contribution ON wagtailcore_revision;

-- When a review and each of its steps began: a review that was begun before a withdrawal is over, so no
-- process's own clock may say when that was, neither at first nor later (Wagtail writes the row again with
-- what its process remembers). A review stays that of its text, and one that is over does not begin again.
CREATE OR REPLACE FUNCTION public.signoff_review_begins()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.object_id <> OLD.object_id THEN
        RAISE EXCEPTION 'Review % is of another text: begin a new one.', OLD.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.status IN ('approved', 'cancelled') AND NEW.status <> OLD.status THEN
        RAISE EXCEPTION 'Review % is over: begin a new one.', OLD.id USING ERRCODE = 'insufficient_privilege';
    END IF;
    NEW.created_at := CASE WHEN TG_OP = 'INSERT' THEN helsekilde_now() ELSE OLD.created_at END;
    RETURN NEW;
END $function$;

CREATE TRIGGER signoff_review_begins BEFORE INSERT OR UPDATE ON public.wagtailcore_workflowstate FOR EACH ROW EXECUTE FUNCTION signoff_review_begins();

-- When a step began; see `signoff_review_begins`. It stays in its review, and a step that somebody signed in
-- stays with the revision that was signed. Whoever signed in a review and asked for changes afterwards has not
-- approved what came of it: that they asked stays as well. How a step ended, on which text and by whom stays as it
-- was: a text that was another one in between ends a review. A step is not taken out of a review in which somebody
-- signed.
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
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP <> 'INSERT' AND OLD.status = 'rejected' AND EXISTS (
        SELECT 1 FROM signoff_signoff s JOIN wagtailcore_taskstate t ON t.id = s.task_state_id
         WHERE t.workflow_state_id = OLD.workflow_state_id AND s.signed_by_id = OLD.finished_by_id)
       AND (TG_OP = 'DELETE' OR NEW.status <> OLD.status OR NEW.finished_by_id IS DISTINCT FROM OLD.finished_by_id) THEN
        RAISE EXCEPTION 'In step % somebody who had signed asked for changes: that stays.', OLD.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT 1 FROM signoff_signoff s JOIN wagtailcore_taskstate t ON t.id = s.task_state_id
         WHERE t.workflow_state_id = OLD.workflow_state_id) THEN
        RAISE EXCEPTION 'Step % is part of a review in which somebody signed: it stays.', OLD.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.status <> 'in_progress' AND (
        NEW.status <> OLD.status OR NEW.id <> OLD.id OR NEW.revision_id IS DISTINCT FROM OLD.revision_id
        OR NEW.finished_by_id IS DISTINCT FROM OLD.finished_by_id
           AND (NEW.finished_by_id IS NOT NULL
                OR EXISTS (SELECT 1 FROM signoff_signoff s WHERE s.signed_by_id = OLD.finished_by_id))) THEN
        RAISE EXCEPTION 'Step % is over: how, on which text and by whom it ended stays as it was.', OLD.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    NEW.started_at := CASE WHEN TG_OP = 'INSERT' THEN helsekilde_now() ELSE OLD.started_at END;
    RETURN NEW;
END $function$;

CREATE TRIGGER signoff_step_begins BEFORE INSERT OR DELETE OR UPDATE ON public.wagtailcore_taskstate FOR EACH ROW EXECUTE FUNCTION signoff_step_begins();

-- A revision that somebody signed keeps its text, its page and its author. One that is older than the last signed
-- one keeps its words too, and none is written behind it: whoever wrote before a signature is not asked whether they
-- wrote what is signed next.
CREATE OR REPLACE FUNCTION public.signoff_keep_revision()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.id = OLD.id AND NEW.content IS NOT DISTINCT FROM OLD.content
       AND NEW.object_id IS NOT DISTINCT FROM OLD.object_id
       AND NEW.base_content_type_id = OLD.base_content_type_id THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND EXISTS (SELECT 1 FROM signoff_signoff WHERE revision_id = OLD.id) THEN
        RAISE EXCEPTION 'Revision % is signed: its text can not be overwritten.', OLD.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.object_id ~ '^[0-9]{1,18}$' AND NEW.id < (
        SELECT max(s.revision_id) FROM signoff_signoff s WHERE s.page_id = NEW.object_id::bigint) THEN
        RAISE EXCEPTION 'Revision % is older than the one that was signed: write a new one.', NEW.id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $function$;

CREATE TRIGGER signoff_keep_revision BEFORE INSERT OR UPDATE ON public.wagtailcore_revision FOR EACH ROW EXECUTE FUNCTION signoff_keep_revision();

-- Whose hand is in a revision, on every route that writes one, autosave included: whoever wrote it, and
-- whoever wrote the words that stood elsewhere before. A copy keeps the identifiers of its blocks; the first
-- revision of a page that joins an item in another language has the words of that item. A row that becomes a
-- revision of a page is one from then on.
CREATE OR REPLACE FUNCTION public.signoff_note_contribution()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    page bigint;
    blocks uuid[];
    sources bigint[];
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM django_content_type
         WHERE id = NEW.base_content_type_id AND app_label = 'wagtailcore' AND model = 'page'
    ) THEN
        RETURN NULL;
    END IF;
    page := NEW.object_id::bigint;
    IF NEW.user_id IS NOT NULL THEN
        INSERT INTO signoff_contribution (page_id, revision_id, user_id, contributed_at)
        VALUES (page, NEW.id, NEW.user_id, helsekilde_now())
        ON CONFLICT DO NOTHING;
    END IF;
    SELECT coalesce(array_agg(b ORDER BY b), '{}') INTO blocks FROM unnest(signoff_blocks(NEW.content)) b
     WHERE NOT EXISTS (SELECT 1 FROM signoff_textblock t WHERE t.block_id = b AND t.page_id = page);
    SELECT array_agg(DISTINCT source) INTO sources FROM (
        SELECT t.page_id AS source FROM signoff_textblock t WHERE t.block_id = ANY (blocks)
        UNION
        SELECT s.id FROM wagtailcore_page g JOIN wagtailcore_page s ON s.translation_key = g.translation_key
         WHERE g.id = page AND NOT EXISTS (
               SELECT 1 FROM wagtailcore_revision r
                WHERE r.base_content_type_id = NEW.base_content_type_id
                  AND r.object_id = NEW.object_id AND r.id <> NEW.id)) found
     WHERE source <> page;
    IF sources IS NOT NULL THEN
        PERFORM signoff_carry(sources, page, NEW.id);
    END IF;
    INSERT INTO signoff_textblock (block_id, page_id) SELECT b, page FROM unnest(blocks) b
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $function$;

CREATE TRIGGER signoff_note_contribution AFTER INSERT OR UPDATE OF base_content_type_id, content, object_id, user_id ON public.wagtailcore_revision FOR EACH ROW EXECUTE FUNCTION signoff_note_contribution();

-- A signature stands in the trail between the changes of what it rests on, so that it is seen what was given shortly
-- before it and taken away shortly after.
CREATE OR REPLACE FUNCTION public.signoff_note_signature()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    PERFORM people_note(
        CASE TG_TABLE_NAME WHEN 'signoff_signoff' THEN 'signoff' ELSE 'fact' END,
        'signed', NEW.signed_by_id, NEW.id::text, NULL, NULL);
    RETURN NULL;
END $function$;

CREATE TRIGGER signoff_note_signature AFTER UPDATE OF signed_at ON public.content_models_factversion FOR EACH ROW WHEN (((old.signed_at IS NULL) AND (new.signed_at IS NOT NULL))) EXECUTE FUNCTION signoff_note_signature();

CREATE TRIGGER signoff_note_signature AFTER INSERT ON public.signoff_signoff FOR EACH ROW EXECUTE FUNCTION signoff_note_signature();
