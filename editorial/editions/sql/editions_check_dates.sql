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
