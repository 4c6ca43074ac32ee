-- What the chain of the log holds of a sign-off that was taken back: SHA-256 over one line for each value, the
-- words of the reason last. `audit/revocations.py` computes the same.
CREATE OR REPLACE FUNCTION public.editions_revocation_digest(r signoff_signoffrevocation)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT encode(sha256(convert_to(concat_ws(
               chr(10), 'revocation 1', s.id, s.content_id, s.lang, s.clinical_digest, s.signed_by_id,
               to_char(s.signed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), r.revoked_by_id,
               to_char(r.revoked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), r.cause,
               r.reason), 'UTF8')), 'hex')
      FROM signoff_signoff s WHERE s.id = r.signoff_id
$function$;
