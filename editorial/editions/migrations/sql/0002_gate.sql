-- The gate in the database. What is checked here holds for every route to a row: the admin, a shell,
-- a job, `QuerySet.update`, and SQL typed by hand with the application's password.

CREATE FUNCTION editions_append_only() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
    RAISE EXCEPTION 'The edition log is append-only: rows of % are never changed, deleted or truncated.', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER editions_append_only BEFORE UPDATE OR DELETE ON editions_edition
    FOR EACH ROW EXECUTE FUNCTION editions_append_only();
CREATE TRIGGER editions_no_truncate BEFORE TRUNCATE ON editions_edition
    FOR EACH STATEMENT EXECUTE FUNCTION editions_append_only();
CREATE TRIGGER log_append_only BEFORE UPDATE OR DELETE ON editions_logentry
    FOR EACH ROW EXECUTE FUNCTION editions_append_only();
CREATE TRIGGER log_no_truncate BEFORE TRUNCATE ON editions_logentry
    FOR EACH STATEMENT EXECUTE FUNCTION editions_append_only();

CREATE FUNCTION editions_refuse(reason text) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
BEGIN
    RAISE EXCEPTION '%', reason USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
END $$;

-- Are the sign-offs that an edition names enough? They must exist, stand, carry its clinical digest,
-- come from different people, be as many as its risk class asks for, and be younger than the last
-- edition that said something else: text that was replaced or withdrawn needs a new review.
CREATE FUNCTION editions_check_signoffs(e editions_edition) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE
    boundary timestamptz;
    standing int;
    people int;
    reviewed int;
    quorum int;
BEGIN
    SELECT max(published_at) INTO boundary FROM editions_edition
     WHERE content_id = e.content_id AND lang = e.lang AND number < e.number
       AND (clinical_digest <> e.clinical_digest OR action = 'withdrawn');
    SELECT count(*), count(DISTINCT s.signed_by_id), count(DISTINCT s.revision_id)
      INTO standing, people, reviewed
      FROM signoff_signoff s
     WHERE s.id = ANY (e.signoff_ids)
       AND s.clinical_digest = e.clinical_digest AND s.clinical_scheme = e.clinical_scheme
       AND s.content_id = e.content_id AND s.lang = e.lang AND s.role = 'clinical'
       AND (boundary IS NULL OR s.signed_at > boundary)
       AND NOT EXISTS (SELECT 1 FROM signoff_signoffrevocation r WHERE r.signoff_id = s.id);
    SELECT r.quorum INTO quorum FROM content_models_riskclass r WHERE r.code = e.risk_class;
    IF quorum IS NULL THEN
        PERFORM editions_refuse('The risk class ' || e.risk_class || ' is unknown.');
    END IF;
    IF standing <> coalesce(array_length(e.signoff_ids, 1), 0) THEN
        PERFORM editions_refuse('A sign-off that the edition names does not stand for this text.');
    END IF;
    IF reviewed > 1 THEN
        PERFORM editions_refuse('The sign-offs come from different reviews.');
    END IF;
    IF people < quorum THEN
        PERFORM editions_refuse(format('Not signed: %s of %s sign-offs.', people, quorum));
    END IF;
END $$;

-- Do the columns say the same as the bytes that they index? The public reads both.
CREATE FUNCTION editions_check_bytes(e editions_edition, art jsonb, env jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
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
END $$;

-- A withdrawal needs no sign-off, so it may say nothing new: it follows an edition that is public, and
-- its title is the one that was signed.
CREATE FUNCTION editions_check_withdrawal(e editions_edition, art jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    before record;
BEGIN
    SELECT action, convert_from(article, 'UTF8')::jsonb ->> 'title' AS title INTO before
      FROM editions_edition
     WHERE content_id = e.content_id AND lang = e.lang AND number < e.number
     ORDER BY number DESC LIMIT 1;
    IF before.action IS NULL OR before.action = 'withdrawn' THEN
        PERFORM editions_refuse('There is nothing public to withdraw.');
    END IF;
    IF art ->> 'title' IS DISTINCT FROM before.title
       OR (SELECT array_agg(k ORDER BY k) FROM jsonb_object_keys(art) k)
          <> ARRAY['lang', 'title', 'type'] THEN
        PERFORM editions_refuse('A withdrawal carries the signed title and no other text.');
    END IF;
END $$;

-- Is the page as the edition says? The row is read again, FOR SHARE: without that, a publication
-- and a draft save at the same time could leave live and signed apart.
CREATE FUNCTION editions_check_page(e editions_edition) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE
    page record;
    latest record;
BEGIN
    SELECT number, action, page_id INTO latest FROM editions_edition
     WHERE content_id = e.content_id AND lang = e.lang ORDER BY number DESC LIMIT 1;
    IF latest.number <> e.number THEN
        RETURN; -- a later edition in the same transaction is the one that must agree
    END IF;
    SELECT g.live, g.translation_key, l.language_code INTO page
      FROM wagtailcore_page g JOIN wagtailcore_locale l ON l.id = g.locale_id
     WHERE g.id = e.page_id FOR SHARE OF g;
    IF e.action = 'withdrawn' THEN
        IF page.live THEN
            PERFORM editions_refuse('A withdrawn page must not be live.');
        END IF;
    ELSIF page.live IS NOT TRUE OR page.translation_key <> e.content_id
          OR page.language_code <> e.lang THEN
        PERFORM editions_refuse('The edition is not about a live page of this item and language.');
    END IF;
END $$;

-- The order, the chain and the public tables. Runs at commit, as the owner; the lock makes the order
-- of sequence numbers the order of commits, so a reader with a cursor never misses one.
CREATE FUNCTION editions_enter_log() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
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

    PERFORM pg_advisory_xact_lock(720451);
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

CREATE CONSTRAINT TRIGGER editions_enter_log AFTER INSERT ON editions_edition
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION editions_enter_log();

-- `live` and the log agree, both ways, however the page row was written.
CREATE FUNCTION editions_check_live() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE
    page record;
    latest record;
    page_key bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.id ELSE NEW.id END;
BEGIN
    SELECT g.id, g.live, g.translation_key, l.language_code, c.app_label INTO page
      FROM wagtailcore_page g
      JOIN wagtailcore_locale l ON l.id = g.locale_id
      JOIN django_content_type c ON c.id = g.content_type_id
     WHERE g.id = page_key FOR SHARE OF g;
    IF page.id IS NOT NULL AND page.live AND page.app_label = 'content_models' THEN
        SELECT e.action, e.page_id INTO latest FROM editions_edition e
         WHERE e.content_id = page.translation_key AND e.lang = page.language_code
         ORDER BY e.number DESC LIMIT 1;
        IF latest.action IS NULL OR latest.action = 'withdrawn' OR latest.page_id <> page.id THEN
            PERFORM editions_refuse(format('Page %s can not be live: no signed edition of it stands.', page_key));
        END IF;
        RETURN NULL;
    END IF;
    IF EXISTS (
        SELECT 1 FROM (
            SELECT DISTINCT ON (e.content_id, e.lang) e.action, e.page_id FROM editions_edition e
             WHERE (e.content_id, e.lang) IN
                   (SELECT x.content_id, x.lang FROM editions_edition x WHERE x.page_id = page_key)
             ORDER BY e.content_id, e.lang, e.number DESC) newest
         WHERE newest.page_id = page_key AND newest.action <> 'withdrawn') THEN
        PERFORM editions_refuse(format('Page %s can not be taken down without a withdrawal in the log.', page_key));
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER editions_live_on_insert AFTER INSERT ON wagtailcore_page
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.live)
    EXECUTE FUNCTION editions_check_live();
CREATE CONSTRAINT TRIGGER editions_live_on_update AFTER UPDATE ON wagtailcore_page
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.live IS DISTINCT FROM NEW.live
          OR (NEW.live AND (OLD.translation_key IS DISTINCT FROM NEW.translation_key
                            OR OLD.locale_id IS DISTINCT FROM NEW.locale_id
                            OR OLD.content_type_id IS DISTINCT FROM NEW.content_type_id)))
    EXECUTE FUNCTION editions_check_live();
CREATE CONSTRAINT TRIGGER editions_live_on_delete AFTER DELETE ON wagtailcore_page
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.live)
    EXECUTE FUNCTION editions_check_live();
