-- Holds take the lock of the log before their number: a commit that has the lock sees every hold with a lower
-- number than the next, and a decision answers all that there are.
CREATE OR REPLACE FUNCTION public.editions_lock_log()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    PERFORM editions_take_order();
    RETURN NULL;
END $function$;

CREATE TRIGGER editions_lock_log BEFORE INSERT ON public.editions_hold FOR EACH STATEMENT EXECUTE FUNCTION editions_lock_log();
