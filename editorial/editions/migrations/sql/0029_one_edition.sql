-- Is the page as the edition says? The row is read again, FOR SHARE: without that, a publication
-- and a draft save at the same time could leave live and signed apart. A transaction leaves one state of a page, so
-- it writes one edition of it: what an earlier one said would be served for ever, and be true of nothing.
CREATE OR REPLACE FUNCTION public.editions_check_page(e editions_edition)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    page record;
BEGIN
    IF EXISTS (
        SELECT 1 FROM editions_edition x
         WHERE x.content_id = e.content_id AND x.lang = e.lang
           AND (x.number > e.number OR x.number = e.number - 1 AND helsekilde_is_new(x.xmin))) THEN
        PERFORM editions_refuse('A transaction writes one edition of a text: of two, one would be compared with no page.');
    END IF;
    SELECT g.live, g.slug, g.translation_key, l.language_code INTO page
      FROM wagtailcore_page g JOIN wagtailcore_locale l ON l.id = g.locale_id
     WHERE g.id = e.page_id FOR SHARE OF g;
    IF e.action = 'withdrawn' THEN
        IF page.live THEN
            PERFORM editions_refuse('A withdrawn page must not be live.');
        END IF;
    ELSIF page.live IS NOT TRUE OR page.translation_key <> e.content_id
          OR page.language_code <> e.lang THEN
        PERFORM editions_refuse('The edition is not about a live page of this item and language.');
    ELSIF e.action <> 'status' AND page.slug !~ '^([A-Za-z0-9_-]|[^\u0001-\u007F])+$' THEN
        PERFORM editions_refuse('The address is none that a page may have.');
    ELSIF e.action <> 'status'
          AND e.path IS DISTINCT FROM editions_segment(e.kind, e.lang) || '/' || page.slug THEN
        PERFORM editions_refuse('The address is not that of the page.');
    ELSIF e.action <> 'status' AND NOT EXISTS (
        SELECT 1 FROM wagtailcore_revision r WHERE r.id = e.revision_id AND r.object_id = e.page_id::text) THEN
        PERFORM editions_refuse('The edition is of no revision of its page.');
    END IF;
END $function$;

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
        SELECT date_trunc('second', least(
                   g.expire_at, CASE WHEN e.risk_class = 'A' THEN helsekilde_day_begins(due + 180) END))
          INTO ends FROM wagtailcore_page g WHERE g.id = e.page_id;
        IF e.public_until IS DISTINCT FROM ends THEN
            PERFORM editions_refuse('The end is not that of the page and its review.');
        END IF;
    END IF;
END $function$;
