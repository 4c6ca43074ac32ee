-- Is this person an active member of one of these groups, and was before the running transaction? Nobody gives
-- themselves a right in the transaction that uses it.
CREATE OR REPLACE FUNCTION public.signoff_is_member(person bigint, names text[])
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT EXISTS (
        SELECT 1 FROM users_user u
          JOIN users_user_groups m ON m.user_id = u.id JOIN auth_group g ON g.id = m.group_id
         WHERE u.id = person AND u.is_active AND g.name = ANY (names)
           AND NOT helsekilde_is_new(u.xmin) AND NOT helsekilde_is_new(m.xmin)
           AND NOT helsekilde_is_new(g.xmin))
$function$;
