-- What one person called a danger is none the less by what another one says: where somebody takes this sign-off back
-- for one, readers were told so, and that is what is written.
CREATE OR REPLACE FUNCTION public.signoff_refuse_milder(taken bigint, cause text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF NOT signoff_is_danger(signoff_refuse_milder.cause) AND (
        EXISTS (SELECT 1 FROM editions_takingback t
                 WHERE t.signoff_id = taken AND signoff_is_danger(t.cause))
        OR EXISTS (SELECT 1 FROM editions_withdrawalwish w
                    WHERE w.signoff_id = taken AND signoff_is_danger(w.cause))) THEN
        RAISE EXCEPTION 'Readers are told already that there is a danger: the sign-off is taken back for one.'
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
END $function$;
