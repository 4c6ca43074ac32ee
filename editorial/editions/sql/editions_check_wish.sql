-- A person's wish to withdraw is read by the public from its commit on: its words and its reason are those that a
-- person may give (see `editions_line_faults` and `editions_check_notice`).
CREATE OR REPLACE FUNCTION public.editions_check_wish()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF editions_line_faults(NEW.notice) <> '{}' THEN
        PERFORM editions_refuse('A notice has at most 300 characters and no digits but the telephone numbers.');
    END IF;
    IF NEW.reason NOT IN ('unsafe', 'recalled', 'error', 'outdated', 'consolidated', 'unpublished') THEN
        PERFORM editions_refuse('Nobody gives this reason for a withdrawal.');
    END IF;
    RETURN NEW;
END $function$;

CREATE TRIGGER editions_check_wish BEFORE INSERT ON public.editions_withdrawalwish FOR EACH ROW EXECUTE FUNCTION editions_check_wish();
