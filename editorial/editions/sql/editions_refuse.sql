-- Every refusal of the gate: the same code and the same hint, by which the house knows it.
CREATE OR REPLACE FUNCTION public.editions_refuse(reason text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    RAISE EXCEPTION '%', reason USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
END $function$;
