-- A withdrawal takes a new review: sign-offs that were given in one that was begun before it do not count,
-- however late they were given. What the clock took down at the hour that its editors had set was judged by
-- nobody: there a review that was running goes on, and only what was signed before does not count.
CREATE OR REPLACE FUNCTION public.editions_needs_new_review(action text, envelope bytea, actor bigint)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT action = 'withdrawn' AND NOT (
        actor IS NULL AND coalesce(
            convert_from(envelope, 'UTF8')::jsonb #>> '{edition,withdrawal,reason}' = 'expired', false))
$function$;
