-- An edition of the clock says that the review is overdue, and repeats everything else.
CREATE OR REPLACE FUNCTION public.editions_check_repeat(e editions_edition, before editions_edition)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF e.action <> 'status' THEN
        IF e.status NOT IN ('current', 'withdrawn') THEN
            PERFORM editions_refuse('Only the clock marks a text as overdue.');
        END IF;
    ELSIF e.status <> 'overdue' OR before.status IS DISTINCT FROM 'current'
          OR e.next_review_due > helsekilde_today()
          OR (e.article, e.clinical_digest, e.clinical_scheme, e.kind, e.risk_class, e.path, e.page_id)
             IS DISTINCT FROM
             (before.article, before.clinical_digest, before.clinical_scheme, before.kind, before.risk_class,
              before.path, before.page_id)
          OR NOT (e.signoff_ids @> before.signoff_ids AND e.signoff_ids <@ before.signoff_ids) THEN
        PERFORM editions_refuse('An edition that marks a text as overdue repeats the one before, once it is due.');
    END IF;
END $function$;
