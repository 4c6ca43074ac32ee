-- Does a page with this end say another than its newest edition? Days of an older scheme were counted otherwise: there a
-- later end than that of class A says nothing.
CREATE OR REPLACE FUNCTION public.editions_ends_otherwise(expire_at timestamp with time zone, e editions_edition)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT CASE WHEN e.edition_scheme < 2 AND e.risk_class = 'A'
                THEN coalesce(date_trunc('second', expire_at) < e.public_until, false)
                ELSE editions_end(expire_at, e.risk_class, e.next_review_due) IS DISTINCT FROM e.public_until END
$function$;
