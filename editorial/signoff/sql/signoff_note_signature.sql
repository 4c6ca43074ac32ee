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
