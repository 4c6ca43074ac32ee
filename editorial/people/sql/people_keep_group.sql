-- A group that the gate asks for keeps its name: renaming one, or another to its name, would give all members of it
-- a right that nobody gave to them.
CREATE OR REPLACE FUNCTION public.people_keep_group()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    RAISE EXCEPTION 'The group % is one that the house asks for: it keeps its name and its number, and stays.', OLD.name
        USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
END $function$;

CREATE TRIGGER people_keep_group_name BEFORE UPDATE ON public.auth_group FOR EACH ROW WHEN (((((new.name)::text IS DISTINCT FROM (old.name)::text) OR (new.id <> old.id)) AND (((old.name)::text = ANY (people_gate_groups())) OR ((new.name)::text = ANY (people_gate_groups()))))) EXECUTE FUNCTION people_keep_group();

CREATE TRIGGER people_keep_group_row BEFORE DELETE ON public.auth_group FOR EACH ROW WHEN (((old.name)::text = ANY (people_gate_groups()))) EXECUTE FUNCTION people_keep_group();
