-- A review that was cancelled is noted: what was signed in it counts no more, whatever its row says later.
CREATE OR REPLACE FUNCTION public.signoff_note_end()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    INSERT INTO signoff_reviewend (workflow_state_id, ended_at) VALUES (NEW.id, helsekilde_moment())
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $function$;

CREATE TRIGGER signoff_note_end AFTER INSERT OR UPDATE OF status ON public.wagtailcore_workflowstate FOR EACH ROW WHEN (((new.status)::text = 'cancelled'::text)) EXECUTE FUNCTION signoff_note_end();
