-- A text ends when its newest edition says, and its page says the same.

-- When a text ends: when its page says, and in risk class A half a year after its review was due at the latest. The
-- same in Python is `public_until`.
CREATE OR REPLACE FUNCTION public.editions_end(expire_at timestamp with time zone, risk_class text, due date)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT date_trunc('second', least(
        expire_at, CASE WHEN risk_class = 'A' THEN helsekilde_day_begins(due + 180) END))
$function$;

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

-- A live page ends when its newest edition says, and no other time is written in its row. What an older house has there
-- is asked when it is written anew: it is in the way of nothing else, and the audit names it.
CREATE OR REPLACE FUNCTION public.editions_check_end()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    page record;
    latest editions_edition;
BEGIN
    SELECT g.id, g.expire_at, g.translation_key, l.language_code INTO page
      FROM wagtailcore_page g
      JOIN wagtailcore_locale l ON l.id = g.locale_id
      JOIN django_content_type c ON c.id = g.content_type_id
     WHERE g.id = NEW.id AND g.live AND c.app_label = 'content_models';
    SELECT * INTO latest FROM editions_edition e
     WHERE e.content_id = page.translation_key AND e.lang = page.language_code
     ORDER BY e.number DESC LIMIT 1;
    -- Where none stands the page is not live either: `editions_check_live` says so.
    IF latest.page_id = page.id AND latest.action <> 'withdrawn' AND editions_ends_otherwise(page.expire_at, latest) THEN
        PERFORM editions_refuse(format('Page %s ends when its newest edition says, and at no other time.', page.id));
    END IF;
    RETURN NULL;
END $function$;

CREATE CONSTRAINT TRIGGER editions_end_on_insert AFTER INSERT ON public.wagtailcore_page DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (new.live) EXECUTE FUNCTION editions_check_end();

CREATE CONSTRAINT TRIGGER editions_end_on_update AFTER UPDATE ON public.wagtailcore_page DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.live AND ((NOT old.live) OR (old.expire_at IS DISTINCT FROM new.expire_at)))) EXECUTE FUNCTION editions_check_end();

-- Days follow from the sign-offs and the risk class, the end from them and from the page. A withdrawal has the days
-- of the edition that it takes down.
CREATE OR REPLACE FUNCTION public.editions_check_dates(e editions_edition, before editions_edition)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    reviewed date := before.last_reviewed;
    due date := before.next_review_due;
    ends timestamptz;
BEGIN
    IF e.action <> 'withdrawn' THEN
        SELECT max(helsekilde_day(s.signed_at)) INTO reviewed FROM signoff_signoff s WHERE s.id = ANY (e.signoff_ids);
        SELECT (reviewed + make_interval(months => r.months))::date INTO due
          FROM content_models_riskclass r WHERE r.code = e.risk_class;
    END IF;
    IF e.last_reviewed IS DISTINCT FROM reviewed OR e.next_review_due IS DISTINCT FROM due THEN
        PERFORM editions_refuse('The days of the review are not those of the sign-offs and the risk class.');
    END IF;
    IF e.action = 'withdrawn' THEN
        IF e.public_until IS NOT NULL THEN
            PERFORM editions_refuse('A withdrawal has no end.');
        END IF;
    ELSE
        SELECT editions_end(g.expire_at, e.risk_class, due) INTO ends
          FROM wagtailcore_page g WHERE g.id = e.page_id;
        IF e.public_until IS DISTINCT FROM ends THEN
            PERFORM editions_refuse('The end is not that of the page and its review.');
        END IF;
    END IF;
END $function$;

-- The words and the reason of a withdrawal. What the system alone finds it must have found: here, or in the part of
-- a log that was lost and is told again from its signed heads, by an editor-in-chief, for the reason that is told.
-- Whether heads say so, files elsewhere, the audit asks (audit/holds.py). A time is over by what the newest edition
-- says, and never by the page's own row, which anybody may write.
CREATE OR REPLACE FUNCTION public.editions_check_notice(e editions_edition)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    said jsonb := convert_from(e.envelope, 'UTF8')::jsonb #> '{edition,withdrawal}';
    before record;
BEGIN
    IF jsonb_typeof(said -> 'notice') IS DISTINCT FROM 'string'
       OR said ->> 'reason' IS NULL
       OR said ->> 'reason' NOT IN (
           'unsafe', 'recalled', 'error', 'outdated', 'revoked', 'consolidated', 'expired', 'unpublished') THEN
        PERFORM editions_refuse('A withdrawal has a notice and one of the reasons.');
    END IF;
    -- What a wish says was asked when that was written, by the rule of the day.
    IF editions_line_faults(said ->> 'notice') <> '{}' AND NOT EXISTS (
        SELECT 1 FROM editions_withdrawalwish w
         WHERE w.content_id = e.content_id AND w.lang = e.lang AND w.notice = said ->> 'notice') THEN
        PERFORM editions_refuse('A notice has at most 300 characters and no digits but the telephone numbers.');
    END IF;
    IF said ->> 'reason' IN ('expired', 'revoked') AND EXISTS (
        SELECT 1 FROM editions_hold h
         CROSS JOIN LATERAL (
             SELECT w AS f, w ->> 'reason' AS reason FROM jsonb_array_elements(h.facts -> 'withdrawals') w
             UNION ALL
             SELECT r, 'revoked' FROM jsonb_array_elements(h.facts -> 'revocations') r
             UNION ALL
             SELECT t, 'revoked' FROM jsonb_array_elements(editions_told(h.facts, 'takings')) t) told
         WHERE h.id > editions_answered(0) AND f ->> 'contentId' = e.content_id::text AND f ->> 'lang' = e.lang
           AND told.reason = said ->> 'reason')
       AND signoff_is_member(e.actor_id, ARRAY['Editors-in-chief']) THEN
        RETURN;
    END IF;
    SELECT signoff_ids INTO before FROM editions_edition
     WHERE content_id = e.content_id AND lang = e.lang AND number = e.number - 1;
    IF said ->> 'reason' = 'expired' AND NOT EXISTS (
        SELECT 1 FROM editions_publicdocument d
         WHERE d.content_id = e.content_id AND d.lang = e.lang AND d.public_until <= helsekilde_now()) THEN
        PERFORM editions_refuse('The time of this text is not over.');
    END IF;
    IF said ->> 'reason' = 'revoked' AND NOT EXISTS (
        SELECT 1 FROM signoff_signoffrevocation r WHERE r.signoff_id = ANY (before.signoff_ids)) THEN
        PERFORM editions_refuse('No sign-off of this text was taken back.');
    END IF;
END $function$;
