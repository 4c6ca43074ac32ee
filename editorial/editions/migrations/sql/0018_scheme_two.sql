-- The second scheme of editions: all that an envelope says is compared, at commit, with what the database itself
-- knows, and its members are a closed list (editions_envelope). Rows of the first scheme stay as they are and are
-- judged by it; none is written any more.

-- A text's address begins with its kind's own word in its language; a test holds this to the pages' classes.
CREATE FUNCTION editions_segment(kind text, lang text) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT '{
        "hub": {"nb": "tema", "nn": "tema", "se": "fadda", "en": "topic"},
        "illness": {"nb": "sykdom", "nn": "sjukdom", "se": "buozalmmas", "en": "illness"},
        "lifestyle": {"nb": "levevaner", "nn": "levevanar", "se": "eallinvierut", "en": "lifestyle"},
        "patient-rights": {"nb": "rettigheter", "nn": "rettar", "se": "vuoigatvuodat", "en": "patient-rights"},
        "treatment": {"nb": "behandling", "nn": "behandling", "se": "divssut", "en": "treatment"}
    }'::jsonb -> kind ->> lang
$$;

-- The warning labels of a page, as a document carries them; NULL where its kind's own row is gone.
CREATE FUNCTION editions_labels(page bigint) RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT jsonb_build_object('demonstration', demonstration, 'machineTranslated', machine_translated) FROM (
        SELECT demonstration, machine_translated FROM content_models_hubpage WHERE page_ptr_id = page UNION ALL
        SELECT demonstration, machine_translated FROM content_models_illnesspage WHERE page_ptr_id = page UNION ALL
        SELECT demonstration, machine_translated FROM content_models_lifestylepage WHERE page_ptr_id = page UNION ALL
        SELECT demonstration, machine_translated FROM content_models_patientrightspage WHERE page_ptr_id = page
        UNION ALL
        SELECT demonstration, machine_translated FROM content_models_treatmentpage WHERE page_ptr_id = page) rows
$$;

-- The labels that an edition carries, without what else older schemes kept beside them.
CREATE FUNCTION editions_labels_of(envelope bytea) RETURNS jsonb LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT jsonb_build_object(
               'demonstration', coalesce((said ->> 'demonstration')::boolean, false),
               'machineTranslated', coalesce((said ->> 'machineTranslated')::boolean, false))
      FROM (SELECT convert_from(envelope, 'UTF8')::jsonb -> 'editorial' AS said) carried
$$;

-- What an edition is called, by what is new in it.
CREATE FUNCTION editions_action(e editions_edition, before editions_edition) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE
        WHEN e.status = 'withdrawn' THEN 'withdrawn'
        WHEN e.status = 'overdue' THEN 'status'
        WHEN (before).id IS NULL OR (before).action = 'withdrawn'
             OR (before).clinical_digest <> e.clinical_digest THEN 'published'
        WHEN NOT ((before).signoff_ids @> e.signoff_ids AND (before).signoff_ids <@ e.signoff_ids) THEN 'reaffirmed'
        WHEN (before).path <> e.path THEN 'moved'
        ELSE 'corrected' END
$$;

-- How urgent an edition is to a partner. A signature that was taken back does not say why: the worst is assumed.
CREATE FUNCTION editions_severity(action text, reason text) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE WHEN action = 'withdrawn'
                THEN CASE WHEN reason IN ('unsafe', 'recalled', 'revoked') THEN 'safety' ELSE 'major' END
                WHEN action = 'published' THEN 'major' ELSE 'minor' END
$$;

-- The envelope that an edition must have: every member, and no other. The columns are compared with what the
-- database knows elsewhere (editions_check_order, _dates, _page); names come from the sign-offs' own rows.
CREATE FUNCTION editions_envelope(e editions_edition, labels jsonb, withdrawal jsonb) RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT jsonb_build_object('editorial', labels, 'edition', jsonb_build_object(
        'scheme', e.edition_scheme,
        'contentId', e.content_id,
        'lang', e.lang,
        'number', e.number,
        'action', e.action,
        'severity', e.severity,
        'path', e.path,
        'status', e.status,
        'publishedAt', helsekilde_timestamp(e.published_at),
        'firstPublishedAt', helsekilde_timestamp(e.first_published_at),
        'lastClinicalChange', helsekilde_timestamp(e.last_clinical_change),
        'lastReviewed', e.last_reviewed,
        'nextReviewDue', e.next_review_due,
        'publicUntil', helsekilde_timestamp(e.public_until),
        'clinicalScheme', e.clinical_scheme,
        'clinicalDigest', e.clinical_digest,
        'signOffs', (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                       'role', s.role, 'name', s.signer_name, 'profession', s.signer_profession,
                       'organisation', s.signer_organisation, 'signedAt', helsekilde_timestamp(s.signed_at),
                       'checklist', s.checklist_version) ORDER BY s.signed_at, s.id), '[]')
              FROM signoff_signoff s WHERE s.id = ANY (e.signoff_ids)),
        'withdrawal', withdrawal))
$$;

-- Is the time that an edition says the one at which it was written, after all that was written of its item before?
-- And are its first publication and its last clinical change those of the log?
CREATE FUNCTION editions_check_order(e editions_edition, before editions_edition) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF e.number > 1 AND before.id IS NULL THEN
        PERFORM editions_refuse('Edition numbers have no gaps.');
    END IF;
    IF e.published_at IS DISTINCT FROM helsekilde_now() OR e.recorded_at IS DISTINCT FROM helsekilde_now() THEN
        PERFORM editions_refuse('An edition is published now, by the clock of the database.');
    END IF;
    IF e.published_at < (SELECT max(x.published_at) FROM editions_edition x
                          WHERE x.content_id = e.content_id AND x.lang = e.lang AND x.number < e.number) THEN
        PERFORM editions_refuse('A newer edition of this text was written meanwhile, or the clock was set back: try again.');
    END IF;
    IF e.first_published_at IS DISTINCT FROM coalesce(before.first_published_at, e.published_at)
       OR e.last_clinical_change IS DISTINCT FROM (CASE
           WHEN e.action = 'withdrawn' OR before.clinical_digest = e.clinical_digest
           THEN before.last_clinical_change ELSE e.published_at END) THEN
        PERFORM editions_refuse('The first publication and the last clinical change are those of the log.');
    END IF;
END $$;

-- Days follow from the sign-offs and the risk class, the end from them and from the page. A withdrawal has the days
-- of the edition that it takes down.
CREATE FUNCTION editions_check_dates(e editions_edition, before editions_edition) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    reviewed date := before.last_reviewed;
    due date := before.next_review_due;
    ends timestamptz;
BEGIN
    IF e.action <> 'withdrawn' THEN
        SELECT max(helsekilde_day(s.signed_at)) INTO reviewed FROM signoff_signoff s WHERE s.id = ANY (e.signoff_ids);
        SELECT (reviewed + make_interval(months => r.months))::date INTO due
          FROM content_models_riskclass r WHERE r.code = e.risk_class;
    END IF;
    IF e.last_reviewed IS DISTINCT FROM reviewed OR e.next_review_due IS DISTINCT FROM due THEN
        PERFORM editions_refuse('The days of the review are not those of the sign-offs and the risk class.');
    END IF;
    IF e.action = 'withdrawn' THEN
        IF e.public_until IS NOT NULL THEN
            PERFORM editions_refuse('A withdrawal has no end.');
        END IF;
    ELSIF e.number = (SELECT max(x.number) FROM editions_edition x
                       WHERE x.content_id = e.content_id AND x.lang = e.lang) THEN
        SELECT date_trunc('second', least(
                   g.expire_at, CASE WHEN e.risk_class = 'A' THEN helsekilde_day_begins(due + 180) END))
          INTO ends FROM wagtailcore_page g WHERE g.id = e.page_id;
        IF e.public_until IS DISTINCT FROM ends THEN
            PERFORM editions_refuse('The end is not that of the page and its review.');
        END IF;
    END IF;
END $$;

-- Are the bytes canonical, with every member that belongs there, once, and no other?
CREATE FUNCTION editions_check_members(e editions_edition, before editions_edition, env jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    expected jsonb;
    wrong text;
BEGIN
    IF e.article IS DISTINCT FROM before.article
       AND helsekilde_is_canonical(convert_from(e.article, 'UTF8')) IS NOT TRUE
       OR helsekilde_is_canonical(convert_from(e.envelope, 'UTF8')) IS NOT TRUE THEN
        PERFORM editions_refuse('The bytes of the document are not in canonical form.');
    END IF;
    expected := editions_envelope(e,
        CASE WHEN e.action IN ('withdrawn', 'status') THEN editions_labels_of(before.envelope)
             ELSE editions_labels(e.page_id) END,
        CASE WHEN e.action = 'withdrawn' THEN env #> '{edition,withdrawal}' END);
    IF env IS DISTINCT FROM expected THEN
        SELECT string_agg(name, ', ' ORDER BY name) INTO wrong FROM (
            SELECT coalesce(a.key, b.key) AS name
              FROM jsonb_each((env -> 'edition') || jsonb_build_object('editorial', env -> 'editorial')) a
              FULL JOIN jsonb_each((expected -> 'edition') || jsonb_build_object(
                  'editorial', expected -> 'editorial')) b ON a.key = b.key
             WHERE a.value IS DISTINCT FROM b.value) differing;
        PERFORM editions_refuse('The document says something else than the database knows: ' || coalesce(wrong, 'its members') || '.');
    END IF;
    IF e.action IS DISTINCT FROM editions_action(e, before)
       OR e.severity IS DISTINCT FROM editions_severity(e.action, env #>> '{edition,withdrawal,reason}') THEN
        PERFORM editions_refuse('The action or the severity is not what is new in this edition.');
    END IF;
END $$;

-- An edition of the clock says that the review is overdue, and repeats everything else.
CREATE FUNCTION editions_check_repeat(e editions_edition, before editions_edition) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF e.action <> 'status' THEN
        IF e.status NOT IN ('current', 'withdrawn') THEN
            PERFORM editions_refuse('Only the clock marks a text as overdue.');
        END IF;
    ELSIF e.status <> 'overdue' OR before.status IS DISTINCT FROM 'current'
          OR e.next_review_due > helsekilde_today()
          OR (e.article, e.clinical_digest, e.clinical_scheme, e.kind, e.risk_class, e.path, e.page_id)
             IS DISTINCT FROM
             (before.article, before.clinical_digest, before.clinical_scheme, before.kind, before.risk_class,
              before.path, before.page_id)
          OR NOT (e.signoff_ids @> before.signoff_ids AND e.signoff_ids <@ before.signoff_ids) THEN
        PERFORM editions_refuse('An edition that marks a text as overdue repeats the one before, once it is due.');
    END IF;
END $$;

-- The words and the reason of a withdrawal. What the system alone finds it must have found: here, or in the part of
-- a log that was lost and is told again from its signed heads.
CREATE FUNCTION editions_check_notice(e editions_edition) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
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
END $$;

-- A withdrawal needs no sign-off, so it may say nothing new: it follows an edition that is public, and
-- its title is the one that was signed. What its notice may say stands in `editions_check_notice`.
CREATE OR REPLACE FUNCTION editions_check_withdrawal(e editions_edition, art jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    before editions_edition;
    said jsonb := convert_from(e.envelope, 'UTF8')::jsonb #> '{edition,withdrawal}';
BEGIN
    SELECT * INTO before FROM editions_edition
     WHERE content_id = e.content_id AND lang = e.lang AND number = e.number - 1;
    IF before.id IS NULL OR before.action = 'withdrawn' THEN
        PERFORM editions_refuse('There is nothing public to withdraw.');
    END IF;
    IF art IS DISTINCT FROM jsonb_build_object(
        'lang', e.lang, 'type', before.kind,
        'title', convert_from(before.article, 'UTF8')::jsonb ->> 'title') THEN
        PERFORM editions_refuse('A withdrawal carries the signed title and no other text.');
    END IF;
    IF (e.kind, e.risk_class, e.path, e.page_id) IS DISTINCT FROM
       (before.kind, before.risk_class, before.path, before.page_id)
       OR cardinality(e.signoff_ids) <> 0 THEN
        PERFORM editions_refuse('A withdrawal is of the edition before it.');
    END IF;
    IF jsonb_typeof(said) IS DISTINCT FROM 'object'
       OR (SELECT array_agg(k ORDER BY k) FROM jsonb_object_keys(said) k)
          IS DISTINCT FROM ARRAY['notice', 'reason', 'replacement', 'withdrawnAt']
       OR said ->> 'withdrawnAt' IS DISTINCT FROM helsekilde_timestamp(e.published_at) THEN
        PERFORM editions_refuse('A withdrawal says a reason, a notice, a replacement and when, and no more.');
    END IF;
    IF said -> 'replacement' <> 'null' AND NOT EXISTS (
        SELECT 1 FROM editions_publicdocument d
         WHERE d.content_id::text = said ->> 'replacement' AND d.content_id <> e.content_id) THEN
        PERFORM editions_refuse('The replacement is not another item of the log.');
    END IF;
    PERFORM editions_check_notice(e);
END $$;

-- Are the sign-offs that an edition names enough? They must exist, stand, carry its clinical digest,
-- come from different people and out of one review that has not ended, be as many as its risk class asks for and
-- no older than its interval, and be younger than the last edition that said something else or carried a label
-- that this one drops: text that was replaced or withdrawn needs a new review.
CREATE OR REPLACE FUNCTION editions_check_signoffs(e editions_edition) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    label jsonb := convert_from(e.envelope, 'UTF8')::jsonb -> 'editorial';
    boundary timestamptz;
    withdrawn timestamptz;
    policy record;
    named record;
BEGIN
    SELECT r.quorum, r.months INTO policy FROM content_models_riskclass r WHERE r.code = e.risk_class;
    IF policy.quorum IS NULL THEN
        PERFORM editions_refuse('The risk class ' || e.risk_class || ' is unknown.');
    END IF;
    SELECT max(published_at),
           max(published_at) FILTER (WHERE editions_needs_new_review(action, envelope, actor_id))
      INTO boundary, withdrawn FROM editions_edition
     WHERE content_id = e.content_id AND lang = e.lang AND number < e.number
       AND (clinical_digest <> e.clinical_digest OR action = 'withdrawn'
            OR editions_drops_label(
                envelope, coalesce((label ->> 'demonstration')::boolean, false),
                coalesce((label ->> 'machineTranslated')::boolean, false)));
    SELECT count(*) AS standing, count(DISTINCT s.signed_by_id) AS people, count(DISTINCT s.review) AS reviews,
           min(helsekilde_day(s.signed_at)) AS oldest
      INTO named
      FROM (SELECT g.*, signoff_review(g.task_state_id, g.signed_by_id, g.revision_id) AS review
              FROM signoff_signoff g WHERE g.id = ANY (e.signoff_ids)) s
     WHERE s.clinical_digest = e.clinical_digest AND s.clinical_scheme = e.clinical_scheme
       AND s.content_id = e.content_id AND s.lang = e.lang AND s.role = 'clinical'
       AND s.review IS NOT NULL
       AND (boundary IS NULL OR s.signed_at > boundary)
       AND NOT EXISTS (
           SELECT 1 FROM wagtailcore_taskstate t
             JOIN wagtailcore_workflowstate w ON w.id = t.workflow_state_id
            WHERE t.id = s.task_state_id AND w.created_at <= withdrawn)
       AND NOT EXISTS (SELECT 1 FROM signoff_signoffrevocation r WHERE r.signoff_id = s.id);
    IF named.standing <> cardinality(e.signoff_ids) THEN
        PERFORM editions_refuse('A sign-off that the edition names does not stand for this text.');
    END IF;
    IF named.reviews > 1 THEN
        PERFORM editions_refuse('The sign-offs come from different reviews.');
    END IF;
    IF named.people < policy.quorum THEN
        PERFORM editions_refuse(format('Not signed: %s of %s sign-offs.', named.people, policy.quorum));
    END IF;
    IF e.action <> 'status'
       AND (named.oldest + make_interval(months => policy.months))::date < helsekilde_today() THEN
        PERFORM editions_refuse('A sign-off that the edition names is older than the review interval.');
    END IF;
END $$;

-- Is the page as the edition says? The row is read again, FOR SHARE: without that, a publication
-- and a draft save at the same time could leave live and signed apart.
CREATE OR REPLACE FUNCTION editions_check_page(e editions_edition) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    page record;
    latest record;
BEGIN
    SELECT number, action, page_id INTO latest FROM editions_edition
     WHERE content_id = e.content_id AND lang = e.lang ORDER BY number DESC LIMIT 1;
    IF latest.number <> e.number THEN
        RETURN; -- a later edition in the same transaction is the one that must agree
    END IF;
    SELECT g.live, g.slug, g.translation_key, l.language_code INTO page
      FROM wagtailcore_page g JOIN wagtailcore_locale l ON l.id = g.locale_id
     WHERE g.id = e.page_id FOR SHARE OF g;
    IF e.action = 'withdrawn' THEN
        IF page.live THEN
            PERFORM editions_refuse('A withdrawn page must not be live.');
        END IF;
    ELSIF page.live IS NOT TRUE OR page.translation_key <> e.content_id
          OR page.language_code <> e.lang THEN
        PERFORM editions_refuse('The edition is not about a live page of this item and language.');
    ELSIF e.action <> 'status'
          AND e.path IS DISTINCT FROM editions_segment(e.kind, e.lang) || '/' || page.slug THEN
        PERFORM editions_refuse('The address is not that of the page.');
    ELSIF e.action <> 'status' AND NOT EXISTS (
        SELECT 1 FROM wagtailcore_revision r WHERE r.id = e.revision_id AND r.object_id = e.page_id::text) THEN
        PERFORM editions_refuse('The edition is of no revision of its page.');
    END IF;
END $$;

-- All that is asked of an edition before it takes its place in the log.
CREATE FUNCTION editions_check(e editions_edition, art jsonb, env jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
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
END $$;

-- When an edition was written stands in its column alone, so it is set here.
CREATE FUNCTION editions_stamp() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.recorded_at := helsekilde_now();
    RETURN NEW;
END $$;

CREATE TRIGGER editions_stamp BEFORE INSERT ON editions_edition
    FOR EACH ROW EXECUTE FUNCTION editions_stamp();

-- The order, the chain and the public tables. Runs at commit, as the owner; the lock makes the order
-- of sequence numbers the order of commits, so a reader with a cursor never misses one.
CREATE OR REPLACE FUNCTION editions_enter_log() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
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
END $$;

-- At commit: a revision that stands on the clock carries words that were signed, by sign-offs that would carry
-- an edition of them now. They were given for this revision or for another one of the page with the same words.
CREATE OR REPLACE FUNCTION editions_check_schedule() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    planned record;
    given record;
    said text := 'Not signed.';
BEGIN
    SELECT r.id, r.content, g.id AS page_id, g.translation_key, l.language_code, c.app_label INTO planned
      FROM wagtailcore_revision r
      JOIN django_content_type b ON b.id = r.base_content_type_id
                                AND b.app_label = 'wagtailcore' AND b.model = 'page'
      JOIN wagtailcore_page g ON g.id::text = r.object_id
      JOIN wagtailcore_locale l ON l.id = g.locale_id
      JOIN django_content_type c ON c.id = g.content_type_id
     WHERE r.id = NEW.id AND r.approved_go_live_at IS NOT NULL FOR SHARE OF g;
    IF planned.id IS NULL OR planned.app_label <> 'content_models' THEN
        RETURN NULL;
    END IF;
    FOR given IN
        SELECT s.clinical_digest, s.clinical_scheme, array_agg(s.id ORDER BY s.id) AS ids
          FROM signoff_signoff s
          JOIN wagtailcore_revision r ON r.id = s.revision_id
         WHERE s.page_id = planned.page_id AND s.content_id = planned.translation_key
           AND s.lang = planned.language_code
           AND (r.id = planned.id
                OR content_models_clinical(r.content) = content_models_clinical(planned.content))
           AND NOT EXISTS (SELECT 1 FROM signoff_signoffrevocation x WHERE x.signoff_id = s.id)
         GROUP BY s.clinical_digest, s.clinical_scheme, signoff_review(s.task_state_id, s.signed_by_id, s.revision_id)
         ORDER BY max(s.signed_at) DESC
    LOOP
        BEGIN
            PERFORM editions_check_signoffs(jsonb_populate_record(NULL::editions_edition, jsonb_build_object(
                'content_id', planned.translation_key, 'lang', planned.language_code,
                'number', 2147483647, 'action', 'published', 'page_id', planned.page_id,
                'risk_class', planned.content ->> 'risk_class', 'signoff_ids', to_jsonb(given.ids),
                'clinical_digest', given.clinical_digest, 'clinical_scheme', given.clinical_scheme,
                'published_at', helsekilde_now(),
                'envelope', '\x' || encode(convert_to(jsonb_build_object('editorial', jsonb_build_object(
                    'demonstration', planned.content -> 'demonstration',
                    'machineTranslated', planned.content -> 'machine_translated'))::text, 'UTF8'), 'hex'))));
            RETURN NULL;
        EXCEPTION WHEN insufficient_privilege THEN
            said := SQLERRM;
        END;
    END LOOP;
    PERFORM editions_refuse(format('Revision %s cannot stand on the clock. %s', NEW.id, said));
    RETURN NULL;
END $$;

DROP FUNCTION editions_signed_words(jsonb);
