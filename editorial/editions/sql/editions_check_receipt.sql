-- Does the receipt say of the edition what its document says, and no more? It is public, and somebody may show it to
-- prove who signed. Its signature is looked at by whoever verifies it, and by the audit: the database has no key.
CREATE OR REPLACE FUNCTION public.editions_check_receipt(e editions_edition, art jsonb, env jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    ed jsonb := env -> 'edition';
    claims jsonb := editions_claims(e.receipt, 'review-receipt+jwt');
BEGIN
    IF jsonb_typeof(claims -> 'iss') IS DISTINCT FROM 'string' OR claims - 'iss' IS DISTINCT FROM jsonb_build_object(
        'iat', floor(extract(epoch FROM e.published_at))::bigint,
        'contentId', ed -> 'contentId',
        'lang', ed -> 'lang',
        'number', ed -> 'number',
        'action', ed -> 'action',
        'status', ed -> 'status',
        'path', ed -> 'path',
        'editionScheme', ed -> 'scheme',
        'editionDigest', e.edition_digest,
        'clinicalScheme', ed -> 'clinicalScheme',
        'clinicalDigest', ed -> 'clinicalDigest',
        'signOffs', ed -> 'signOffs',
        'publishedAt', ed -> 'publishedAt',
        'lastReviewed', ed -> 'lastReviewed',
        'nextReviewDue', ed -> 'nextReviewDue',
        'publicUntil', ed -> 'publicUntil',
        'evidence', (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                       'title', r.source -> 'title', 'identifierType', r.source -> 'identifierType',
                       'identifier', r.source -> 'identifier', 'level', r.source -> 'evidenceLevel',
                       'scheme', r.source -> 'evidenceScheme') ORDER BY r.at), '[]')
              FROM jsonb_array_elements(coalesce(art -> 'references', '[]')) WITH ORDINALITY r (source, at))) THEN
        PERFORM editions_refuse('The receipt says something else than the document.');
    END IF;
END $function$;
