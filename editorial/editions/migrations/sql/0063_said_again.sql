-- A danger that was overtaken by a milder withdrawal is said again, in the words that readers were told.

-- Is what this wish asks for in the log with this edition, or is it a text that was signed after it? A wish for a danger
-- is answered by a withdrawal that says one, and by one that follows from a signature which was taken back for one:
-- after any other the danger is said again (`editions_check_withdrawal`).
CREATE OR REPLACE FUNCTION public.editions_answers_wish(x editions_edition, w editions_withdrawalwish)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT CASE
        WHEN x.content_id <> w.content_id OR x.lang <> w.lang OR x.number <= w.number THEN false
        WHEN x.action <> 'withdrawn' THEN NOT EXISTS (
            SELECT 1 FROM signoff_signoff s WHERE s.id = ANY (x.signoff_ids) AND s.signed_at <= w.wished_at)
        WHEN w.signoff_id IS NOT NULL OR NOT editions_is_danger(w.reason) THEN true
        ELSE editions_is_danger(said.reason) OR said.reason = 'revoked' AND EXISTS (
            SELECT 1 FROM editions_edition before
              JOIN signoff_signoffrevocation r ON r.signoff_id = ANY (before.signoff_ids)
             WHERE before.content_id = x.content_id AND before.lang = x.lang AND before.number = x.number - 1
               AND signoff_is_danger(r.cause)) END
      FROM (SELECT convert_from(x.envelope, 'UTF8')::jsonb #>> '{edition,withdrawal,reason}' AS reason) said
$function$;

-- The wish to withdraw this text for a danger that waits when this edition is written: of those that nothing in the log
-- answers the first, which is what readers are told meanwhile. Nothing where none waits.
CREATE OR REPLACE FUNCTION public.editions_open_danger(e editions_edition)
 RETURNS editions_withdrawalwish
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT w FROM editions_withdrawalwish w
     WHERE w.content_id = e.content_id AND w.lang = e.lang AND w.number < e.number
       AND w.signoff_id IS NULL AND editions_is_danger(w.reason)
       AND NOT EXISTS (
           SELECT 1 FROM editions_edition x
            WHERE x.content_id = e.content_id AND x.lang = e.lang AND x.number > w.number AND x.number < e.number
              AND editions_answers_wish(x, w))
     ORDER BY w.wished_at, w.id LIMIT 1
$function$;

-- Does this withdrawal come before one for a danger that somebody asked for by then, and says something milder?
-- Readers were told of the danger from the wish on, and the log says what they were told. A wish is open where nothing
-- in the log answers it (`editions_answers_wish`). What takes a signature back is open while the edition before names
-- that, and is answered by a withdrawal that follows from a signature.
CREATE OR REPLACE FUNCTION public.editions_overtakes(e editions_edition, by_then timestamp with time zone)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT e.action = 'withdrawn' AND NOT editions_is_danger(said.reason) AND (
        EXISTS (
            SELECT 1 FROM editions_withdrawalwish w
             WHERE w.content_id = e.content_id AND w.lang = e.lang AND w.number < e.number AND w.wished_at < by_then
               AND CASE WHEN w.signoff_id IS NULL
                   THEN editions_is_danger(w.reason) AND NOT (said.reason = 'revoked' AND EXISTS (
                       SELECT 1 FROM signoff_signoffrevocation r
                        WHERE r.signoff_id = ANY (before.signoff_ids) AND signoff_is_danger(r.cause)))
                    AND NOT EXISTS (
                       SELECT 1 FROM editions_edition x
                        WHERE x.content_id = e.content_id AND x.lang = e.lang
                          AND x.number > w.number AND x.number < e.number AND editions_answers_wish(x, w))
                   ELSE said.reason <> 'revoked' AND signoff_is_danger(w.cause)
                    AND w.signoff_id = ANY (before.signoff_ids) END)
        OR said.reason <> 'revoked' AND EXISTS (
            SELECT 1 FROM editions_takingback t
             WHERE t.content_id = e.content_id AND t.lang = e.lang AND t.wished_at < by_then
               AND signoff_is_danger(t.cause) AND t.signoff_id = ANY (before.signoff_ids)))
      FROM editions_edition before,
           LATERAL (SELECT convert_from(e.envelope, 'UTF8')::jsonb #>> '{edition,withdrawal,reason}' AS reason) said
     WHERE before.content_id = e.content_id AND before.lang = e.lang AND before.number = e.number - 1
$function$;

-- While somebody has asked that a text be withdrawn for a danger, readers are told what the first of them wrote. No
-- milder withdrawal comes before that, and what the log says of the danger is what readers were told, whoever writes
-- it. Asked with the edition, and once more under the log's lock.
CREATE OR REPLACE FUNCTION public.editions_check_danger(e editions_edition)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    said jsonb := convert_from(e.envelope, 'UTF8')::jsonb #> '{edition,withdrawal}';
    waiting editions_withdrawalwish := editions_open_danger(e);
BEGIN
    IF editions_overtakes(e, 'infinity') THEN
        PERFORM editions_refuse('A withdrawal of this text for a danger waits for the log: no milder one comes before it.');
    END IF;
    IF editions_is_danger(said ->> 'reason') AND waiting.id IS NOT NULL
       AND (said ->> 'reason', said ->> 'notice', said ->> 'replacement')
           IS DISTINCT FROM (waiting.reason::text, waiting.notice, waiting.replacement::text) THEN
        PERFORM editions_refuse(
            'A withdrawal of this text for a danger waits for the log, which says of it what readers are told.');
    END IF;
END $function$;

-- A withdrawal needs no sign-off, so it may say nothing new: it follows an edition that is public, and
-- its title is the one that was signed. It follows another withdrawal only to say a danger that somebody had wished and
-- that one does not: a wish may be committed while a milder withdrawal, asked before, is on its way into the log. What
-- its notice may say stands in `editions_check_notice`, and what goes before what in `editions_check_danger`.
CREATE OR REPLACE FUNCTION public.editions_check_withdrawal(e editions_edition, art jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    before editions_edition;
    said jsonb := convert_from(e.envelope, 'UTF8')::jsonb #> '{edition,withdrawal}';
BEGIN
    SELECT * INTO before FROM editions_edition
     WHERE content_id = e.content_id AND lang = e.lang AND number = e.number - 1;
    IF before.id IS NULL OR before.action = 'withdrawn'
       AND coalesce((editions_open_danger(e)).number >= before.number, true) THEN
        PERFORM editions_refuse('There is nothing public to withdraw.');
    END IF;
    IF art IS DISTINCT FROM jsonb_build_object(
        'lang', e.lang, 'type', before.kind,
        'title', convert_from(before.article, 'UTF8')::jsonb ->> 'title') THEN
        PERFORM editions_refuse('A withdrawal carries the signed title and no other text.');
    END IF;
    IF (e.kind, e.risk_class, e.path, e.page_id) IS DISTINCT FROM
       (before.kind, before.risk_class, before.path, before.page_id)
       OR cardinality(e.signoff_ids) <> 0 THEN
        PERFORM editions_refuse('A withdrawal is of the edition before it.');
    END IF;
    IF jsonb_typeof(said) IS DISTINCT FROM 'object'
       OR (SELECT array_agg(k ORDER BY k) FROM jsonb_object_keys(said) k)
          IS DISTINCT FROM ARRAY['notice', 'reason', 'replacement', 'withdrawnAt']
       OR said ->> 'withdrawnAt' IS DISTINCT FROM helsekilde_timestamp(e.published_at) THEN
        PERFORM editions_refuse('A withdrawal says a reason, a notice, a replacement and when, and no more.');
    END IF;
    IF said -> 'replacement' <> 'null' AND NOT EXISTS (
        SELECT 1 FROM editions_publicdocument d
         WHERE d.content_id::text = said ->> 'replacement' AND d.content_id <> e.content_id) THEN
        PERFORM editions_refuse('The replacement is not another item of the log.');
    END IF;
    PERFORM editions_check_danger(e);
    PERFORM editions_check_notice(e);
END $function$;

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

-- Fires where an edition takes its place in the log, under the log's lock: what was wished while it waited for that is
-- seen. Of withdrawals the gravest comes first; anything else waits until what was asked for is done, and rests on a
-- review that was begun after it.
CREATE OR REPLACE FUNCTION public.editions_refuse_wished()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    e editions_edition;
    asked record;
BEGIN
    SELECT * INTO e FROM editions_edition WHERE id = NEW.edition_id;
    IF e.action = 'withdrawn' THEN
        PERFORM editions_check_danger(e);
    END IF;
    IF e.action IS NULL OR e.action = 'withdrawn' THEN
        RETURN NEW;
    END IF;
    SELECT a.stopped_at, a.is_stopping, a.is_taking_back INTO asked FROM editions_asked(e.content_id, e.lang) a;
    IF asked.is_stopping THEN
        PERFORM editions_refuse('A withdrawal of this text waits for the log: nothing of it is published before.');
    END IF;
    IF asked.is_taking_back THEN
        PERFORM editions_refuse(
            'A signature under this text is being taken back: nothing of it is published before that is done.');
    END IF;
    IF EXISTS (SELECT 1 FROM signoff_signoff s
                 LEFT JOIN wagtailcore_taskstate t ON t.id = s.task_state_id
                 LEFT JOIN wagtailcore_workflowstate r ON r.id = t.workflow_state_id
                WHERE s.id = ANY (e.signoff_ids)
                  AND (s.signed_at <= asked.stopped_at OR r.created_at <= asked.stopped_at)) THEN
        PERFORM editions_refuse('The text was stopped after its review had begun: it needs a new review.');
    END IF;
    RETURN NEW;
END $function$;
