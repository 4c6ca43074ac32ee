-- Who is named as having done it: nobody (the clock, a command), or somebody with an active account who may. A
-- withdrawal for a person's reason names who may withdraw, or stands on their wish, which was asked the same when it
-- was written and which nothing in the log answers (`editions_answers_wish`). What an outcome says of that decides
-- nothing, as for the public (`editions_hiding`). One that follows from a signature names who took it back. What is told again of a lost part of the log names an editor-in-chief. Every other edition names who publishes: a
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
                  AND editions_answers_wish(x, w)));
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
