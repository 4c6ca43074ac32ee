-- Let a sign-off that was taken back take its place in the log, and tell the public. One that no edition ever
-- named is none of the public's business. The caller holds the lock of the log.
CREATE OR REPLACE FUNCTION public.editions_revocation_tell(taken bigint)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    r signoff_signoffrevocation;
    s signoff_signoff;
    named bigint;
    head record;
    next_seq bigint;
    before bytea;
BEGIN
    SELECT * INTO STRICT r FROM signoff_signoffrevocation WHERE id = taken;
    SELECT * INTO STRICT s FROM signoff_signoff WHERE id = r.signoff_id;
    SELECT e.id INTO named FROM editions_edition e
     WHERE e.content_id = s.content_id AND e.lang = s.lang AND s.id = ANY (e.signoff_ids)
     ORDER BY e.number DESC LIMIT 1;
    IF named IS NULL THEN
        RETURN;
    END IF;
    SELECT seq, chain_hash INTO head FROM editions_logentry ORDER BY seq DESC LIMIT 1;
    next_seq := coalesce(head.seq, 0) + 1;
    before := coalesce(head.chain_hash, decode(repeat('00', 32), 'hex'));
    INSERT INTO editions_logentry (seq, revocation_id, previous_hash, chain_hash)
    VALUES (next_seq, r.id, before,
            sha256(before || int8send(next_seq) || decode(editions_revocation_digest(r), 'hex')));
    INSERT INTO editions_publicrevocation (
        signoff_id, seq, edition_id, content_id, lang, is_danger, signer_name, signed_at, revoked_at)
    VALUES (s.id, next_seq, named, s.content_id, s.lang, signoff_is_danger(r.cause),
            s.signer_name, s.signed_at, r.revoked_at)
    ON CONFLICT (signoff_id) DO UPDATE SET seq = excluded.seq;
END $function$;
