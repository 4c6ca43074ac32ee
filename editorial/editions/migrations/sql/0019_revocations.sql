-- A sign-off that is taken back takes a place in the log, whatever edition it stands under; what the public
-- reads in place of a withdrawn text has few words, and a second person looks at them.

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
    VALUES (s.id, next_seq, named, s.content_id, s.lang, r.cause IN ('unsafe', 'recalled', 'foreign'),
            s.signer_name, s.signed_at, r.revoked_at)
    ON CONFLICT (signoff_id) DO UPDATE SET seq = excluded.seq;
END $function$;

-- What an older release took back has no place in the log yet: give it one, in the order in which it happened.
-- Anybody may call this; it says only what is so. Returns how many.
CREATE OR REPLACE FUNCTION public.editions_enter_revocations()
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    taken bigint;
    count int := 0;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        PERFORM editions_refuse('The log is written in READ COMMITTED only.');
    END IF;
    PERFORM editions_take_order();
    FOR taken IN
        SELECT r.id FROM editions_publicrevocation p
          JOIN signoff_signoffrevocation r ON r.signoff_id = p.signoff_id
         WHERE p.seq IS NULL ORDER BY r.revoked_at, r.id
    LOOP
        PERFORM editions_revocation_tell(taken);
        count := count + 1;
    END LOOP;
    RETURN count;
END $function$;

-- No text is public unless its sign-offs stand: one that the newest edition of its item and language names is
-- taken back only together with a withdrawal. What is asked here is asked under the lock of the log, as what
-- `editions_refuse_revoked` asks: a publication and a revocation at the same time see each other. The revocation
-- takes its own place in the log, so that whoever follows it hears of editions that were replaced long ago.
CREATE OR REPLACE FUNCTION public.editions_check_revocation()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    signed record;
    latest record;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        PERFORM editions_refuse('The log is written in READ COMMITTED only.');
    END IF;
    PERFORM editions_take_order();
    -- Statements of their own: they see what was committed while we waited.
    SELECT s.content_id, s.lang INTO signed FROM signoff_signoff s WHERE s.id = NEW.signoff_id;
    SELECT action, signoff_ids INTO latest FROM editions_edition
     WHERE content_id = signed.content_id AND lang = signed.lang ORDER BY number DESC LIMIT 1;
    IF latest.action <> 'withdrawn' AND NEW.signoff_id = ANY (latest.signoff_ids) THEN
        PERFORM editions_refuse(format(
            'Sign-off %s carries a public edition: it is taken back with a withdrawal.', NEW.signoff_id));
    END IF;
    PERFORM editions_revocation_tell(NEW.id);
    RETURN NULL;
END $function$;


-- Fires where an edition takes its place in the log, under the log's lock: whatever it read before it waited, no
-- sign-off that it names may have been taken back meanwhile.
CREATE OR REPLACE FUNCTION public.editions_refuse_revoked()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF EXISTS (
        SELECT 1 FROM editions_edition e
          JOIN signoff_signoffrevocation r ON r.signoff_id = ANY (e.signoff_ids)
         WHERE e.id = NEW.edition_id AND e.action <> 'withdrawn') THEN
        PERFORM editions_refuse('A sign-off that the edition names was taken back.');
    END IF;
    RETURN NEW;
END $function$;

CREATE TRIGGER editions_refuse_revoked BEFORE INSERT ON public.editions_logentry FOR EACH ROW WHEN ((new.edition_id IS NOT NULL)) EXECUTE FUNCTION editions_refuse_revoked();

-- What is wrong with the words that the public reads in place of a text that was withdrawn; empty where nothing
-- is. No clinician signs them, so they hold no dose, no address in code and no long story: at most 300
-- characters, letters and ordinary punctuation, and no digits but the portal's telephone numbers, alone and not
-- before a unit. The admin, the services and the log ask this function.
CREATE OR REPLACE FUNCTION public.editions_line_faults(line text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT array_remove(ARRAY[
               CASE WHEN char_length(line) NOT BETWEEN 1 AND 300 THEN 'length' END,
               CASE WHEN rest ~ '[0-9]' THEN 'digits' END,
               CASE WHEN rest !~ '^[A-Za-z0-9À-ÖØ-öø-ɏ .,;:!?()«»"“”„‚‘’''…–—/-]*$' OR line ~ '^ | $' THEN 'characters' END], NULL)
      FROM (SELECT regexp_replace(
                line,
                '(^|[ («"“])(113|116 ?117|116 ?123)(?![0-9]|[.,:/–—-][0-9]| ?(([mk]?g|mcg|[mcd]?l|ie|iu|m?mol|år)(?![A-Za-zÀ-ɏ])|tabl|kapsl|capsul|pill|dråp|drop|mikrog|microg|gram|liter|prosent|percent|proseanta|ganger|gonger|times|timer|timar|hours|dager|dagar|days|uker|veker|weeks|years))',
                '\1', 'gi') AS rest) AS without
$function$;

-- The words and the reason of a withdrawal. What the system alone finds it must have found: here, or in the part of
-- a log that was lost and is told again from its signed heads.
CREATE OR REPLACE FUNCTION public.editions_check_notice(e editions_edition)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    said jsonb := convert_from(e.envelope, 'UTF8')::jsonb #> '{edition,withdrawal}';
    before record;
BEGIN
    IF jsonb_typeof(said -> 'notice') IS DISTINCT FROM 'string'
       OR said ->> 'reason' IS NULL
       OR said ->> 'reason' NOT IN (
           'unsafe', 'recalled', 'error', 'outdated', 'revoked', 'consolidated', 'expired', 'unpublished') THEN
        PERFORM editions_refuse('A withdrawal has a notice and one of the reasons.');
    END IF;
    IF editions_line_faults(said ->> 'notice') <> '{}' THEN
        PERFORM editions_refuse('A notice has at most 300 characters and no digits but the telephone numbers.');
    END IF;
    IF said ->> 'reason' IN ('expired', 'revoked') AND EXISTS (
        SELECT 1 FROM editions_hold h
         CROSS JOIN LATERAL jsonb_array_elements((h.facts -> 'withdrawals') || (h.facts -> 'revocations')) f
         WHERE h.id > editions_answered(0) AND f ->> 'contentId' = e.content_id::text AND f ->> 'lang' = e.lang) THEN
        RETURN;
    END IF;
    SELECT signoff_ids INTO before FROM editions_edition
     WHERE content_id = e.content_id AND lang = e.lang AND number = e.number - 1;
    IF said ->> 'reason' = 'expired' AND NOT EXISTS (
        SELECT 1 FROM editions_publicdocument d
         WHERE d.content_id = e.content_id AND d.lang = e.lang AND d.public_until <= helsekilde_now())
       AND NOT EXISTS (SELECT 1 FROM wagtailcore_page g
                        WHERE g.id = e.page_id AND g.expire_at <= helsekilde_now()) THEN
        PERFORM editions_refuse('The time of this text is not over.');
    END IF;
    IF said ->> 'reason' = 'revoked' AND NOT EXISTS (
        SELECT 1 FROM signoff_signoffrevocation r WHERE r.signoff_id = ANY (before.signoff_ids)) THEN
        PERFORM editions_refuse('No sign-off of this text was taken back.');
    END IF;
END $function$;

-- A withdrawal is looked at by a second person: a duty editor or an editor-in-chief other than who wrote it.
CREATE OR REPLACE FUNCTION public.editions_check_look()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM editions_edition e WHERE e.id = NEW.edition_id AND e.action = 'withdrawn') THEN
        PERFORM editions_refuse('Only a withdrawal has a notice to look at.');
    END IF;
    IF EXISTS (
        SELECT 1 FROM editions_edition e WHERE e.id = NEW.edition_id AND e.actor_id = NEW.checked_by_id) THEN
        PERFORM editions_refuse('A second person looks at a withdrawal, not who wrote it.');
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM users_user u
          JOIN users_user_groups m ON m.user_id = u.id JOIN auth_group g ON g.id = m.group_id
         WHERE u.id = NEW.checked_by_id AND u.is_active AND g.name IN ('Duty editors', 'Editors-in-chief')) THEN
        PERFORM editions_refuse('Only duty editors and editors-in-chief look at withdrawals.');
    END IF;
    NEW.checked_at := helsekilde_now();
    RETURN NEW;
END $function$;

CREATE TRIGGER editions_check_look BEFORE INSERT ON public.editions_noticecheck FOR EACH ROW EXECUTE FUNCTION editions_check_look();

-- A person's wish to withdraw is read by the public from its commit on: its words and its reason are those that a
-- person may give (see `editions_line_faults` and `editions_check_notice`).
CREATE OR REPLACE FUNCTION public.editions_check_wish()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF editions_line_faults(NEW.notice) <> '{}' THEN
        PERFORM editions_refuse('A notice has at most 300 characters and no digits but the telephone numbers.');
    END IF;
    IF NEW.reason NOT IN ('unsafe', 'recalled', 'error', 'outdated', 'consolidated', 'unpublished') THEN
        PERFORM editions_refuse('Nobody gives this reason for a withdrawal.');
    END IF;
    RETURN NEW;
END $function$;

CREATE TRIGGER editions_check_wish BEFORE INSERT ON public.editions_withdrawalwish FOR EACH ROW EXECUTE FUNCTION editions_check_wish();

CREATE TRIGGER look_append_only BEFORE DELETE OR UPDATE ON public.editions_noticecheck FOR EACH ROW EXECUTE FUNCTION editions_append_only();
CREATE TRIGGER look_no_truncate BEFORE TRUNCATE ON public.editions_noticecheck FOR EACH STATEMENT EXECUTE FUNCTION editions_append_only();

-- What was taken back before has its mark from now on. The worker gives it its place in the log.
INSERT INTO editions_publicrevocation (
    signoff_id, edition_id, content_id, lang, is_danger, signer_name, signed_at, revoked_at)
SELECT DISTINCT ON (s.id) s.id, e.id, s.content_id, s.lang, false, s.signer_name, s.signed_at, r.revoked_at
  FROM signoff_signoffrevocation r JOIN signoff_signoff s ON s.id = r.signoff_id
  JOIN editions_edition e ON e.content_id = s.content_id AND e.lang = s.lang AND s.id = ANY (e.signoff_ids)
 ORDER BY s.id, e.number DESC;
