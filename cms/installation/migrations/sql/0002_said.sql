-- A person who is refused by the database reads its sentence: every refusal bears the mark by which the house knows it.

-- The kind of a database is given once. Not even the owner changes it by mistake.
CREATE OR REPLACE FUNCTION public.installation_given_once()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    RAISE EXCEPTION 'The kind of a database is given once: it is never changed, taken away or given again.'
        USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
END $function$;

-- A second row is refused with the same words, and not as a duplicate key.
CREATE OR REPLACE FUNCTION public.installation_only_row()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF EXISTS (SELECT 1 FROM installation_installation) THEN
        RAISE EXCEPTION 'The kind of a database is given once: it is never changed, taken away or given again.'
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    RETURN NEW;
END $function$;
