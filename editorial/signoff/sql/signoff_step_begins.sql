-- When a step began; see `signoff_review_begins`.
CREATE OR REPLACE FUNCTION public.signoff_step_begins()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    NEW.started_at := CASE WHEN TG_OP = 'INSERT' THEN helsekilde_now() ELSE OLD.started_at END;
    RETURN NEW;
END $function$;

CREATE TRIGGER signoff_step_begins BEFORE INSERT OR UPDATE ON public.wagtailcore_taskstate FOR EACH ROW EXECUTE FUNCTION signoff_step_begins();
