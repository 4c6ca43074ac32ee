-- Do the columns say the same as the bytes that they index? The public reads both.
CREATE OR REPLACE FUNCTION public.editions_check_bytes(e editions_edition, art jsonb, env jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    ed jsonb := env -> 'edition';
BEGIN
    IF encode(sha256(e.article), 'hex') <> e.clinical_digest THEN
        PERFORM editions_refuse('The clinical digest is not that of the article.');
    END IF;
    IF substring(e.envelope from 1 for 11) <> '{"edition":'::bytea
       OR (SELECT array_agg(k ORDER BY k) FROM jsonb_object_keys(env) k)
          <> ARRAY['edition', 'editorial'] THEN
        PERFORM editions_refuse('The envelope must hold "edition" and "editorial" and no more.');
    END IF;
    IF encode(sha256('{"article":'::bytea || e.article || ','::bytea
                     || substring(e.envelope from 2)), 'hex') <> e.edition_digest THEN
        PERFORM editions_refuse('The edition digest is not that of the document.');
    END IF;
    IF (art ->> 'lang', art ->> 'type', ed ->> 'contentId', ed ->> 'lang', (ed ->> 'number')::int,
        ed ->> 'action', ed ->> 'status', ed ->> 'path', ed ->> 'clinicalDigest',
        (ed ->> 'nextReviewDue')::date, (ed ->> 'lastReviewed')::date,
        (ed ->> 'publicUntil')::timestamptz)
       IS DISTINCT FROM
       (e.lang, e.kind, e.content_id::text, e.lang, e.number, e.action, e.status, e.path,
        e.clinical_digest, e.next_review_due, e.last_reviewed,
        date_trunc('second', e.public_until)) THEN
        PERFORM editions_refuse('The columns of the edition do not agree with its document.');
    END IF;
    IF e.action = 'withdrawn' AND (e.status <> 'withdrawn' OR art ? 'sections') THEN
        PERFORM editions_refuse('A withdrawal carries a notice and no text.');
    END IF;
    IF e.action <> 'withdrawn' AND (e.status = 'withdrawn' OR art ->> 'riskClass' IS DISTINCT FROM e.risk_class) THEN
        PERFORM editions_refuse('The risk class or status does not agree with the article.');
    END IF;
END $function$;
