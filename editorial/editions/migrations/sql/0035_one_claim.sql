-- What a compact JWS of the house says: three parts, a header that names its key, and claims in canonical form, so
-- that what is compared is what whoever reads it reads. The signature itself cannot be asked here: whoever reads the
-- JWS asks it, and so does the audit.
CREATE OR REPLACE FUNCTION public.editions_claims(token text, kind text)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    parts text[] := string_to_array(token, '.');
    header text;
    claims text;
BEGIN
    IF (token ~ '^[A-Za-z0-9_-]+[.][A-Za-z0-9_-]+[.][A-Za-z0-9_-]{86}$') IS NOT TRUE THEN
        PERFORM editions_refuse('It is no signed statement of the house (compact JWS).');
    END IF;
    BEGIN
        header := convert_from(editions_unbase64(parts[1]), 'UTF8');
        claims := convert_from(editions_unbase64(parts[2]), 'UTF8');
        IF helsekilde_is_canonical(header) IS NOT TRUE OR helsekilde_is_canonical(claims) IS NOT TRUE
           OR header::jsonb - 'kid' IS DISTINCT FROM jsonb_build_object('alg', 'EdDSA', 'typ', kind)
           OR (header::jsonb ->> 'kid' ~ '^[A-Za-z0-9_-]{43}$') IS NOT TRUE THEN
            claims := NULL;
        END IF;
    EXCEPTION WHEN data_exception THEN
        claims := NULL;
    END;
    IF claims IS NULL THEN
        PERFORM editions_refuse('It is no signed statement of the house (compact JWS).');
    END IF;
    RETURN claims::jsonb;
END $function$;

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
