-- When a wish was written and after which edition is what the database says, not its writer.
CREATE OR REPLACE FUNCTION public.editions_note_wish()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    NEW.wished_at := helsekilde_now();
    SELECT coalesce(max(e.number), 0) INTO NEW.number FROM editions_edition e
     WHERE e.content_id = NEW.content_id AND e.lang = NEW.lang;
    RETURN NEW;
END $function$;

CREATE TRIGGER editions_note_wish BEFORE INSERT ON public.editions_withdrawalwish FOR EACH ROW EXECUTE FUNCTION editions_note_wish();
