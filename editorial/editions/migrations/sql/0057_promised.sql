-- Who may not unpublish lets no public text end sooner, in however many steps.

-- Until when a text is promised to be shown, by its editions up to this number (all of them: NULL): to the end that the
-- newest of them has. One without an end is promised to the furthest end that it had since it was last signed, to its
-- next review, and for a day from now: an end that is taken away makes no way for a sooner one. Whoever may not
-- unpublish lets it end no sooner (`editions_check_actor`, `is_shortened`). NULL where nothing of it stands.
CREATE OR REPLACE FUNCTION public.editions_promised(item uuid, language text, upto integer)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    WITH newest AS (
        SELECT n.number, n.public_until FROM editions_edition n
         WHERE n.content_id = item AND n.lang = language AND (upto IS NULL OR n.number <= upto)
         ORDER BY n.number DESC LIMIT 1
    ), signed AS (
        SELECT max(s.number) AS number FROM editions_edition s
         WHERE s.content_id = item AND s.lang = language AND s.action IN ('published', 'reaffirmed', 'withdrawn')
           AND s.number <= (SELECT number FROM newest)
    )
    SELECT coalesce(newest.public_until, greatest(
               max(coalesce(e.public_until, helsekilde_day_begins(e.next_review_due))),
               max(helsekilde_day_begins(e.next_review_due)),
               helsekilde_now() + interval '1 day'))
      FROM newest, signed, editions_edition e
     WHERE e.content_id = item AND e.lang = language AND e.number BETWEEN signed.number AND newest.number
     GROUP BY newest.public_until
    HAVING bool_and(e.action <> 'withdrawn')
$function$;

-- Who is named as having done it: nobody (the clock, a command), or somebody with an active account who may. A
-- withdrawal for a person's reason names who may withdraw, or stands on their wish, which was asked the same when it
-- was written and which nothing in the log answers: no withdrawal, and no text that was signed after it. What an
-- outcome says of that decides nothing, as for the public (`editions_hiding`). One that follows from a signature names who took it back.
-- What is told again of a lost part of the log names an editor-in-chief. Every other edition names who publishes: a
-- clinician, a desk editor, an editor-in-chief; of one that says nothing new of the text a superuser too. Who may not
-- unpublish takes no text down, and lets none end sooner than it is promised to be shown (`editions_promised`), in
-- however many steps. Nothing of it is public.
CREATE OR REPLACE FUNCTION public.editions_check_actor(e editions_edition, before editions_edition, env jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    reason text := env #>> '{edition,withdrawal,reason}';
    is_wished boolean := e.action = 'withdrawn' AND EXISTS (
        SELECT 1 FROM editions_withdrawalwish w
         WHERE w.content_id = e.content_id AND w.lang = e.lang AND w.reason = env #>> '{edition,withdrawal,reason}'
           AND (e.actor_id IS NULL OR w.actor_id = e.actor_id)
           AND NOT EXISTS (
               SELECT 1 FROM editions_edition x
                WHERE x.content_id = e.content_id AND x.lang = e.lang AND x.number > w.number AND x.number < e.number
                  AND (x.action = 'withdrawn' OR NOT EXISTS (
                      SELECT 1 FROM signoff_signoff s
                       WHERE s.id = ANY (x.signoff_ids) AND s.signed_at <= w.wished_at))));
    may_withdraw boolean := signoff_is_member(e.actor_id, ARRAY['Duty editors', 'Editors-in-chief']);
    may_unpublish boolean := may_withdraw OR signoff_is_member(e.actor_id, ARRAY['Desk editors']);
BEGIN
    IF is_wished THEN
        RETURN;
    END IF;
    IF e.actor_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM users_user u
         WHERE u.id = e.actor_id AND u.is_active AND NOT helsekilde_is_new(u.xmin)) THEN
        PERFORM editions_refuse('Who is named as having done it has no active account.');
    END IF;
    IF reason IN ('unsafe', 'recalled', 'error', 'outdated', 'consolidated') AND NOT may_withdraw THEN
        PERFORM editions_refuse('A withdrawal names a duty editor or an editor-in-chief, or stands on their wish.');
    END IF;
    IF reason = 'revoked' AND NOT EXISTS (
        SELECT 1 FROM signoff_signoffrevocation r
         WHERE r.signoff_id = ANY (before.signoff_ids) AND r.revoked_by_id = e.actor_id)
       AND NOT signoff_is_member(e.actor_id, ARRAY['Editors-in-chief']) THEN
        PERFORM editions_refuse('A withdrawal that follows from a signature names who took it back.');
    END IF;
    IF reason = 'expired' AND e.actor_id IS NOT NULL AND NOT may_withdraw THEN
        PERFORM editions_refuse('A text ends by the clock, or is told again by an editor-in-chief.');
    END IF;
    IF reason = 'unpublished' AND e.actor_id IS NOT NULL AND NOT may_unpublish THEN
        PERFORM editions_refuse('Who is named as having taken it down may not.');
    END IF;
    IF e.action NOT IN ('withdrawn', 'published', 'reaffirmed') AND e.actor_id IS NOT NULL AND NOT may_unpublish
       AND e.public_until < editions_promised(e.content_id, e.lang, before.number)
       AND EXISTS (SELECT 1 FROM wagtailcore_page g
                    WHERE g.id = e.page_id AND date_trunc('second', g.expire_at) = e.public_until) THEN
        PERFORM editions_refuse('Who is named as having let it end sooner may not take it down.');
    END IF;
    IF e.action <> 'withdrawn' AND e.actor_id IS NOT NULL
       AND NOT signoff_is_member(e.actor_id, ARRAY['Clinicians', 'Desk editors', 'Editors-in-chief'])
       AND NOT (e.action IN ('moved', 'corrected') AND EXISTS (
           SELECT 1 FROM users_user u WHERE u.id = e.actor_id AND u.is_superuser)) THEN
        PERFORM editions_refuse('Who is named as having published is nobody who publishes.');
    END IF;
END $function$;
