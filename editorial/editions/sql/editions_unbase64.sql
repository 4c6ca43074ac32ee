-- Bytes from base64url without its padding (RFC 7515).
CREATE OR REPLACE FUNCTION public.editions_unbase64(part text)
 RETURNS bytea
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN decode((translate(part, '-_'::text, '+/'::text) || repeat('='::text, ((4 - (length(part) % 4)) % 4))), 'base64'::text);
