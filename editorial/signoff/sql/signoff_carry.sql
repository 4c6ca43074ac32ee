-- Everybody whose hand was in a page, and whoever owns it, has a hand in a revision of another page: its
-- words came from there. Whoever wrote there at any time is meant: in the other page nothing of it is signed.
CREATE OR REPLACE FUNCTION public.signoff_carry(sources bigint[], page bigint, revision bigint)
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    INSERT INTO signoff_contribution (page_id, revision_id, user_id, contributed_at, is_carried)
    SELECT page, revision, hand.user_id, helsekilde_moment(), true FROM (
        SELECT c.user_id FROM signoff_contribution c WHERE c.page_id = ANY (sources)
        UNION
        SELECT g.owner_id FROM wagtailcore_page g WHERE g.id = ANY (sources) AND g.owner_id IS NOT NULL) hand
     ORDER BY hand.user_id
    ON CONFLICT DO NOTHING
$function$;
