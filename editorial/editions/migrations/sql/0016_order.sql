-- The lock of the log's order is the only row of this table. Nobody but the owner has any right to it, so it is
-- taken by the functions below alone: at commit, as the last lock of a transaction.
CREATE TABLE editions_order (is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only));
INSERT INTO editions_order DEFAULT VALUES;

-- Take the order's lock, or refuse after five seconds with the process that is in the way: whoever waits for it
-- has done all the rest, and a transaction that idles with it must not make everybody wait for ever.
CREATE FUNCTION editions_take_order() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    deadline timestamptz := clock_timestamp() + interval '5 seconds';
    pause double precision := 0.001;
    others text;
BEGIN
    LOOP
        PERFORM 1 FROM editions_order FOR UPDATE SKIP LOCKED;
        IF FOUND THEN
            RETURN;
        END IF;
        IF clock_timestamp() > deadline THEN
            SELECT string_agg(DISTINCT l.pid::text, ', ') INTO others FROM pg_locks l
             WHERE l.relation = 'editions_order'::regclass AND l.pid <> pg_backend_pid()
               AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database());
            PERFORM editions_refuse(format(
                'Another transaction holds the log, and nothing was written. Try again. (Processes: %s.)',
                coalesce(others, 'none any more')));
        END IF;
        PERFORM pg_sleep(pause);
        pause := least(2 * pause, 0.02);
    END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION editions_take_order() FROM PUBLIC;

-- Transactions that have stood idle for at least so many seconds while they hold the order's lock, or a row that
-- somebody waits for. Asked as the application: it sees how long its own sessions idle, and those of nobody else.
CREATE FUNCTION editions_idle_holders(seconds int)
RETURNS TABLE (pid int, login text, program text, idle int, holds_order boolean) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT a.pid, a.usename::text, coalesce(a.application_name, ''),
           extract(epoch FROM clock_timestamp() - a.state_change)::int, o.holds
      FROM pg_stat_activity a
     CROSS JOIN LATERAL (SELECT EXISTS (
               SELECT 1 FROM pg_locks l
                WHERE l.pid = a.pid AND l.relation = 'editions_order'::regclass) AS holds) o
     WHERE a.datname = current_database() AND a.state LIKE 'idle in transaction%'
       AND a.state_change <= clock_timestamp() - make_interval(secs => seconds)
       AND (o.holds OR a.pid IN (
               SELECT unnest(pg_blocking_pids(w.pid)) FROM pg_stat_activity w
                WHERE w.datname = current_database() AND w.wait_event_type = 'Lock'))
     ORDER BY o.holds DESC, a.state_change
$$;

-- Holds take the lock of the log before their number: a commit that has the lock sees every hold with a lower
-- number than the next, and a decision answers all that there are.
CREATE OR REPLACE FUNCTION editions_lock_log() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM editions_take_order();
    RETURN NULL;
END $$;

-- As before, with the row in place of the advisory lock that anybody could take.

-- The order, the chain and the public tables. Runs at commit, as the owner; the lock makes the order
-- of sequence numbers the order of commits, so a reader with a cursor never misses one.
CREATE OR REPLACE FUNCTION public.editions_enter_log()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $$
DECLARE
    art jsonb := convert_from(NEW.article, 'UTF8')::jsonb;
    env jsonb := convert_from(NEW.envelope, 'UTF8')::jsonb;
    head record;
    next_seq bigint;
    before bytea;
    holder uuid;
BEGIN
    PERFORM editions_check_bytes(NEW, art, env);
    IF NEW.action <> 'withdrawn' THEN
        PERFORM editions_check_signoffs(NEW);
    ELSE
        PERFORM editions_check_withdrawal(NEW, art);
    END IF;
    IF NEW.number > 1 AND NOT EXISTS (
        SELECT 1 FROM editions_edition WHERE content_id = NEW.content_id AND lang = NEW.lang
                                         AND number = NEW.number - 1) THEN
        PERFORM editions_refuse('Edition numbers have no gaps.');
    END IF;
    PERFORM editions_check_page(NEW);

    PERFORM editions_take_order();
    -- A statement of its own: in READ COMMITTED it sees what was committed while we waited.
    SELECT seq, chain_hash INTO head FROM editions_logentry ORDER BY seq DESC LIMIT 1;
    next_seq := coalesce(head.seq, 0) + 1;
    before := coalesce(head.chain_hash, decode(repeat('00', 32), 'hex'));
    INSERT INTO editions_logentry (seq, edition_id, previous_hash, chain_hash)
    VALUES (next_seq, NEW.id, before,
            sha256(before || int8send(next_seq) || decode(NEW.edition_digest, 'hex')));

    INSERT INTO editions_publicpath (lang, path, content_id)
    VALUES (NEW.lang, NEW.path, NEW.content_id) ON CONFLICT DO NOTHING;
    SELECT content_id INTO holder FROM editions_publicpath WHERE lang = NEW.lang AND path = NEW.path;
    IF holder <> NEW.content_id THEN
        PERFORM editions_refuse('The address ' || NEW.path || ' belongs to another item.');
    END IF;

    INSERT INTO editions_publicmedia (sha256, content_type)
    SELECT DISTINCT m ->> 'sha256', m ->> 'contentType'
      FROM jsonb_path_query(art, '$.sections[*].blocks[*].media') m
     WHERE m ->> 'sha256' ~ '^[0-9a-f]{64}$'
    ON CONFLICT DO NOTHING;

    INSERT INTO editions_publicdocument AS d (
        content_id, lang, seq, edition_id, page_id, number, state, status, kind, path, title,
        topics, audiences, codes, digest, clinical_digest, document, summary,
        public_until, last_reviewed, next_review_due, modified_at)
    VALUES (
        NEW.content_id, NEW.lang, next_seq, NEW.id, NEW.page_id, NEW.number,
        CASE WHEN NEW.action = 'withdrawn' THEN 'withdrawn' ELSE 'current' END,
        NEW.status, NEW.kind, NEW.path, art ->> 'title',
        ARRAY(SELECT t ->> 'id' FROM jsonb_array_elements(coalesce(art -> 'topics', '[]')) t),
        ARRAY(SELECT t ->> 'id' FROM jsonb_array_elements(coalesce(art -> 'audiences', '[]')) t),
        ARRAY(SELECT (t ->> 'system') || ':' || (t ->> 'code')
                FROM jsonb_array_elements(coalesce(art -> 'codes', '[]')) t),
        NEW.edition_digest, NEW.clinical_digest,
        '{"article":'::bytea || NEW.article || ','::bytea || substring(NEW.envelope from 2),
        convert_to(jsonb_build_object(
            'contentId', NEW.content_id, 'lang', NEW.lang, 'type', NEW.kind, 'path', NEW.path,
            'title', art ->> 'title', 'summary', coalesce(art ->> 'summary', ''),
            'topics', coalesce(art -> 'topics', '[]'), 'codes', coalesce(art -> 'codes', '[]'),
            'number', NEW.number, 'status', NEW.status, 'digest', NEW.edition_digest,
            'lastReviewed', NEW.last_reviewed, 'nextReviewDue', NEW.next_review_due,
            'publishedAt', env -> 'edition' -> 'publishedAt',
            'firstPublishedAt', env -> 'edition' -> 'firstPublishedAt')::text, 'UTF8'),
        NEW.public_until, NEW.last_reviewed, NEW.next_review_due, NEW.published_at)
    ON CONFLICT (content_id, lang) DO UPDATE SET
        seq = excluded.seq, edition_id = excluded.edition_id, page_id = excluded.page_id,
        number = excluded.number, state = excluded.state, status = excluded.status,
        kind = excluded.kind, path = excluded.path, title = excluded.title,
        topics = excluded.topics, audiences = excluded.audiences, codes = excluded.codes,
        digest = excluded.digest, clinical_digest = excluded.clinical_digest,
        document = excluded.document, summary = excluded.summary,
        public_until = excluded.public_until, last_reviewed = excluded.last_reviewed,
        next_review_due = excluded.next_review_due, modified_at = excluded.modified_at;
    RETURN NULL;
END $$;

-- A decision is written by an editor-in-chief, about every hold there is, once all that the lost part had taken
-- down is down again. It takes its place in the log as an edition does.
CREATE OR REPLACE FUNCTION public.editions_enter_restoration()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $$
DECLARE
    head record;
    next_seq bigint;
    before bytea;
    wrong record;
BEGIN
    IF encode(sha256(convert_to(NEW.statement, 'UTF8')), 'hex') <> NEW.digest THEN
        PERFORM editions_refuse('The digest is not that of the statement.');
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM users_user u
          JOIN users_user_groups m ON m.user_id = u.id JOIN auth_group g ON g.id = m.group_id
         WHERE u.id = NEW.actor_id AND u.is_active AND g.name = 'Editors-in-chief') THEN
        PERFORM editions_refuse('Only an active editor-in-chief accepts a restored log.');
    END IF;

    PERFORM editions_take_order();
    -- Statements of their own: in READ COMMITTED they see what was committed while we waited.
    IF NEW.hold_id IS DISTINCT FROM (SELECT max(id) FROM editions_hold)
       OR NEW.hold_id <= editions_answered(NEW.id) THEN
        PERFORM editions_refuse('The decision is not about the hold that stands.');
    END IF;
    SELECT d.lang, d.path INTO wrong
      FROM editions_hold h
      CROSS JOIN LATERAL jsonb_array_elements(h.facts -> 'withdrawals') f
      JOIN editions_publicdocument d
        ON d.content_id = (f ->> 'contentId')::uuid AND d.lang = f ->> 'lang'
     WHERE h.id > editions_answered(NEW.id) AND d.state = 'current' LIMIT 1;
    IF wrong.path IS NOT NULL THEN
        PERFORM editions_refuse(format(
            '%s/%s is public, and the lost part of the log had withdrawn it.', wrong.lang, wrong.path));
    END IF;
    SELECT d.lang, d.path INTO wrong
      FROM editions_hold h
      CROSS JOIN LATERAL jsonb_array_elements(h.facts -> 'revocations') f
      JOIN signoff_signoff s
        ON s.id = (f ->> 'signoffId')::bigint AND s.clinical_digest = f ->> 'clinicalDigest'
       AND s.signed_by_id = (f ->> 'signedBy')::bigint AND s.signed_at = (f ->> 'signedAt')::timestamptz
      JOIN editions_publicdocument d ON d.content_id = s.content_id AND d.lang = s.lang
      JOIN editions_edition e ON e.id = d.edition_id
     WHERE h.id > editions_answered(NEW.id) AND d.state = 'current' AND s.id = ANY (e.signoff_ids) LIMIT 1;
    IF wrong.path IS NOT NULL THEN
        PERFORM editions_refuse(format(
            '%s/%s is public on a sign-off that was taken back in the lost part of the log.',
            wrong.lang, wrong.path));
    END IF;

    SELECT seq, chain_hash INTO head FROM editions_logentry ORDER BY seq DESC LIMIT 1;
    next_seq := coalesce(head.seq, 0) + 1;
    before := coalesce(head.chain_hash, decode(repeat('00', 32), 'hex'));
    INSERT INTO editions_logentry (seq, restoration_id, previous_hash, chain_hash)
    VALUES (next_seq, NEW.id, before, sha256(before || int8send(next_seq) || decode(NEW.digest, 'hex')));
    RETURN NULL;
END $$;
