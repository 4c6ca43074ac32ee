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
