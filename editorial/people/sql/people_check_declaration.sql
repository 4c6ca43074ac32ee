-- Nobody declares tomorrow: a declaration holds for a year from the day on which it was given. It says something; what
-- an older house has of others stays as it is.
CREATE OR REPLACE FUNCTION public.people_check_declaration()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF helsekilde_is_blank(NEW.statement) AND (TG_OP = 'INSERT' OR NEW.statement IS DISTINCT FROM OLD.statement) THEN
        RAISE EXCEPTION 'A declaration says something.' USING ERRCODE = 'check_violation', HINT = 'edition gate';
    END IF;
    NEW.declared_at := least(NEW.declared_at, helsekilde_now());
    RETURN NEW;
END $function$;

CREATE TRIGGER people_check_declaration BEFORE INSERT OR UPDATE ON public.people_interestdeclaration FOR EACH ROW EXECUTE FUNCTION people_check_declaration();
