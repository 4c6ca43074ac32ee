-- One row of the trail, at the house's time and with the login that the session began with. Only triggers of the
-- owner call it: nobody else may write the table.
CREATE OR REPLACE FUNCTION public.people_note(what text, how text, person bigint, about text, was jsonb, is_now jsonb)
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    INSERT INTO people_authoritychange (changed_at, login, relation, operation, user_id, subject, before, after)
    VALUES (helsekilde_moment(), session_user, what, how, person, about, was, is_now)
$function$;
