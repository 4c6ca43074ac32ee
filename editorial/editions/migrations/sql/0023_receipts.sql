-- Take the order's lock, or refuse after five seconds with the process that is in the way: whoever waits for it
-- has done all the rest, and a transaction that idles with it must not make everybody wait for ever.
CREATE OR REPLACE FUNCTION public.editions_take_order()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    deadline timestamptz := clock_timestamp() + interval '5 seconds';
    pause double precision := 0.001;
    others text;
BEGIN
    PERFORM helsekilde_require_present();
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

-- Does the receipt say of the edition what its document says, and no more? It is public, and somebody may show it to
-- prove who signed. Its signature is looked at by whoever verifies it, and by the audit: the database has no key.
CREATE OR REPLACE FUNCTION public.editions_check_receipt(e editions_edition, art jsonb, env jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    ed jsonb := env -> 'edition';
    parts text[] := regexp_match(e.receipt, '^([A-Za-z0-9_-]+)[.]([A-Za-z0-9_-]+)[.][A-Za-z0-9_-]{86}$');
    said text[];
    head jsonb;
    claims jsonb;
BEGIN
    BEGIN
        SELECT array_agg(convert_from(decode(
                   rpad(translate(p.part, '-_', '+/'), (length(p.part) + 3) / 4 * 4, '='), 'base64'), 'UTF8') ORDER BY p.at)
          INTO said FROM unnest(parts) WITH ORDINALITY p (part, at);
        head := said[1]::jsonb;
        claims := said[2]::jsonb;
    EXCEPTION WHEN data_exception THEN
        head := NULL;
    END;
    IF head IS NULL OR claims IS NULL
       OR helsekilde_is_canonical(said[1]) IS NOT TRUE OR helsekilde_is_canonical(said[2]) IS NOT TRUE
       OR jsonb_typeof(head -> 'kid') IS DISTINCT FROM 'string'
       OR head - 'kid' <> '{"alg": "EdDSA", "typ": "review-receipt+jwt"}' THEN
        PERFORM editions_refuse('The receipt is no signed receipt.');
    END IF;
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

-- Has the article the members of its scheme and no others, each of its kind? Who signs is believed to have read the
-- words; what is public beside them is not for anybody to add, and what readers' pages are made of is there.
CREATE OR REPLACE FUNCTION public.editions_check_article(art jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF (WITH blocks AS MATERIALIZED (
            SELECT b AS value FROM jsonb_path_query(art, '$.sections[*].blocks[*]') b),
        parts (value, members) AS (
            SELECT art, '{type,lang,title,summary,riskClass,licence,synonyms,topics,audiences,lifeSituations,codes,sections,references,referencesWaiver}'::text[]
            UNION ALL
            SELECT t, '{id,name}' FROM unnest(ARRAY['topics', 'audiences', 'lifeSituations']) name
             CROSS JOIN LATERAL jsonb_path_query(art -> name, '$[*]') t
            UNION ALL
            SELECT c, '{system,code,display}' FROM jsonb_path_query(art, '$.codes[*]') c
            UNION ALL
            SELECT r, '{title,publisher,kind,identifierType,identifier,year,retrieved,evidenceLevel,evidenceScheme}'
              FROM jsonb_path_query(art, '$.references[*]') r
            UNION ALL
            SELECT s, '{id,aspect,heading,blocks}' FROM jsonb_path_query(art, '$.sections[*]') s
            UNION ALL
            SELECT b.value, CASE b.value ->> 'type'
                WHEN 'text' THEN '{id,type,html}'
                WHEN 'care_card' THEN '{id,type,level,heading,html,phone}'
                WHEN 'do_dont' THEN '{id,type,do,dont}'
                WHEN 'steps' THEN '{id,type,items}'
                WHEN 'table' THEN '{id,type,caption,headerRow,headerColumn,rows}'
                WHEN 'image' THEN '{id,type,media,alt,caption,credit}'
                WHEN 'video' THEN '{id,type,url,title,transcript}'
                WHEN 'questions' THEN '{id,type,items}'
                WHEN 'fact' THEN '{id,type,key,version,name,text}' END::text[]
              FROM blocks b
            UNION ALL
            SELECT i, CASE b.value ->> 'type' WHEN 'steps' THEN '{heading,html}' ELSE '{question,html}' END::text[]
              FROM blocks b CROSS JOIN LATERAL jsonb_path_query(b.value, '$.items[*]') i
            UNION ALL
            SELECT b.value -> 'media', '{sha256,contentType,width,height}' FROM blocks b WHERE b.value ? 'media')
        SELECT bool_and(jsonb_typeof(p.value) = 'object' AND p.members IS NOT NULL
                        AND p.value ?& p.members AND p.value - p.members = '{}'
                        AND NOT EXISTS (
            SELECT 1 FROM jsonb_each(CASE jsonb_typeof(p.value) WHEN 'object' THEN p.value ELSE '{}' END) m
             WHERE jsonb_typeof(m.value) <> ALL (CASE
                WHEN m.key IN ('synonyms', 'topics', 'audiences', 'lifeSituations', 'codes', 'sections', 'references',
                               'blocks', 'items', 'rows', 'do', 'dont') THEN '{array}'
                WHEN m.key IN ('headerRow', 'headerColumn') THEN '{boolean}'
                WHEN m.key IN ('version', 'width', 'height') THEN '{number}'
                WHEN m.key = 'year' THEN '{number,null}'
                WHEN m.key = 'retrieved' THEN '{string,null}'
                WHEN m.key = 'media' THEN '{object}'
                ELSE '{string}' END::text[])))
          FROM parts p) IS NOT TRUE
       OR EXISTS (
        SELECT 1 FROM jsonb_path_query(art, '$.synonyms[*]') t WHERE jsonb_typeof(t) <> 'string'
        UNION ALL
        SELECT 1 FROM unnest(ARRAY['do', 'dont', 'rows']) name
         CROSS JOIN LATERAL jsonb_path_query(art, '$.sections[*].blocks[*]') b
         CROSS JOIN LATERAL jsonb_path_query(b -> name, '$[*]') t
         WHERE jsonb_typeof(t) <> CASE name WHEN 'rows' THEN 'array' ELSE 'string' END
        UNION ALL
        SELECT 1 FROM jsonb_path_query(art, '$.sections[*].blocks[*].rows[*][*]') t WHERE jsonb_typeof(t) <> 'string') THEN
        PERFORM editions_refuse('The article has members that do not belong there, or lacks some.');
    END IF;
END $function$;

-- All that is asked of an edition before it takes its place in the log.
CREATE OR REPLACE FUNCTION public.editions_check(e editions_edition, art jsonb, env jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    before editions_edition;
BEGIN
    IF e.edition_scheme <> 2 OR e.clinical_scheme <> 1 THEN
        PERFORM editions_refuse('Editions are written in scheme 2, of articles of clinical scheme 1.');
    END IF;
    SELECT * INTO before FROM editions_edition
     WHERE content_id = e.content_id AND lang = e.lang AND number = e.number - 1;
    PERFORM editions_check_bytes(e, art, env);
    IF EXISTS (SELECT 1 FROM signoff_signoff s WHERE s.id = ANY (e.signoff_ids)
               GROUP BY s.signed_by_id HAVING count(*) > 1) THEN
        PERFORM editions_refuse('One person counts once.');
    END IF;
    IF e.action <> 'withdrawn' THEN
        PERFORM editions_check_signoffs(e);
    ELSE
        PERFORM editions_check_withdrawal(e, art);
    END IF;
    PERFORM editions_check_order(e, before);
    PERFORM editions_check_repeat(e, before);
    PERFORM editions_check_dates(e, before);
    PERFORM editions_check_members(e, before, env);
    PERFORM editions_check_page(e);
    IF e.action <> 'withdrawn' AND e.article IS DISTINCT FROM before.article THEN
        PERFORM editions_check_article(art);
    END IF;
    PERFORM editions_check_receipt(e, art, env);
END $function$;

CREATE TRIGGER helsekilde_number BEFORE INSERT ON public.editions_edition FOR EACH ROW EXECUTE FUNCTION helsekilde_number();
CREATE TRIGGER helsekilde_number BEFORE INSERT ON public.editions_noticecheck FOR EACH ROW EXECUTE FUNCTION helsekilde_number();
CREATE TRIGGER helsekilde_number BEFORE INSERT ON public.editions_restoration FOR EACH ROW EXECUTE FUNCTION helsekilde_number();
CREATE TRIGGER helsekilde_number BEFORE INSERT ON public.editions_withdrawalwish FOR EACH ROW EXECUTE FUNCTION helsekilde_number();

-- A row whose number was chosen ahead of the others stands in the way of none that comes.
SELECT setval(pg_get_serial_sequence('public.editions_edition', 'id'), max(id)) FROM public.editions_edition
HAVING max(id) > coalesce(pg_sequence_last_value(pg_get_serial_sequence('public.editions_edition', 'id')::regclass), 0);
SELECT setval(pg_get_serial_sequence('public.editions_noticecheck', 'id'), max(id)) FROM public.editions_noticecheck
HAVING max(id) > coalesce(pg_sequence_last_value(pg_get_serial_sequence('public.editions_noticecheck', 'id')::regclass), 0);
SELECT setval(pg_get_serial_sequence('public.editions_restoration', 'id'), max(id)) FROM public.editions_restoration
HAVING max(id) > coalesce(pg_sequence_last_value(pg_get_serial_sequence('public.editions_restoration', 'id')::regclass), 0);
SELECT setval(pg_get_serial_sequence('public.editions_withdrawalwish', 'id'), max(id)) FROM public.editions_withdrawalwish
HAVING max(id) > coalesce(pg_sequence_last_value(pg_get_serial_sequence('public.editions_withdrawalwish', 'id')::regclass), 0);
