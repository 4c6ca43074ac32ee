-- When a review and each of its steps began: a review that was begun before a withdrawal is over, so no
-- process's own clock may say when that was, neither at first nor later (Wagtail writes the row again with
-- what its process remembers). A review stays that of its text, and one that is over does not begin again.
CREATE OR REPLACE FUNCTION public.signoff_review_begins()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.object_id, NEW.base_content_type_id) <> (OLD.object_id, OLD.base_content_type_id) THEN
        RAISE EXCEPTION 'Review % is of another text: begin a new one.', OLD.id
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.status IN ('approved', 'cancelled') AND NEW.status <> OLD.status THEN
        RAISE EXCEPTION 'Review % is over: begin a new one.', OLD.id USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    NEW.created_at := CASE WHEN TG_OP = 'INSERT' THEN helsekilde_now() ELSE OLD.created_at END;
    RETURN NEW;
END $function$;

CREATE TRIGGER signoff_review_begins BEFORE INSERT OR UPDATE ON public.wagtailcore_workflowstate FOR EACH ROW EXECUTE FUNCTION signoff_review_begins();
