-- The order, the chain and the public tables. Runs at commit, as the owner; the lock makes the order
-- of sequence numbers the order of commits, so a reader with a cursor never misses one.
CREATE OR REPLACE FUNCTION public.editions_enter_log()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    art jsonb := convert_from(NEW.article, 'UTF8')::jsonb;
    env jsonb := convert_from(NEW.envelope, 'UTF8')::jsonb;
    head record;
    next_seq bigint;
    before bytea;
    holder uuid;
BEGIN
    PERFORM editions_check(NEW, art, env);

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
END $function$;

CREATE CONSTRAINT TRIGGER editions_enter_log AFTER INSERT ON public.editions_edition DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION editions_enter_log();
