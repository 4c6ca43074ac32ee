-- A wish to withdraw. It needs no lock: from its commit on every public read answers with its notice.

CREATE TRIGGER wish_append_only BEFORE UPDATE OR DELETE ON editions_withdrawalwish
    FOR EACH ROW EXECUTE FUNCTION editions_append_only();
CREATE TRIGGER wish_no_truncate BEFORE TRUNCATE ON editions_withdrawalwish
    FOR EACH STATEMENT EXECUTE FUNCTION editions_append_only();
CREATE TRIGGER wish_append_only BEFORE UPDATE OR DELETE ON editions_wishoutcome
    FOR EACH ROW EXECUTE FUNCTION editions_append_only();
CREATE TRIGGER wish_no_truncate BEFORE TRUNCATE ON editions_wishoutcome
    FOR EACH STATEMENT EXECUTE FUNCTION editions_append_only();

-- When a wish was written and after which edition is what the database says, not its writer.
CREATE FUNCTION editions_note_wish() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.wished_at := helsekilde_now();
    SELECT coalesce(max(e.number), 0) INTO NEW.number FROM editions_edition e
     WHERE e.content_id = NEW.content_id AND e.lang = NEW.lang;
    RETURN NEW;
END $$;

CREATE TRIGGER editions_note_wish BEFORE INSERT ON editions_withdrawalwish
    FOR EACH ROW EXECUTE FUNCTION editions_note_wish();

-- What the public reads of a document while a wish hides it: its signed title and the notice.
CREATE FUNCTION editions_notice(document bytea, reason text, notice text, replacement uuid, wished_at timestamptz)
RETURNS bytea LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT convert_to(jsonb_build_object(
               'article', jsonb_build_object('lang', d -> 'article' -> 'lang', 'title', d -> 'article' -> 'title',
                                             'type', d -> 'article' -> 'type'),
               'edition', (d -> 'edition') || jsonb_build_object(
                   'action', 'withdrawn', 'status', 'withdrawn', 'publicUntil', NULL, 'signOffs', '[]'::jsonb,
                   'publishedAt', moment,
                   'withdrawal', jsonb_build_object('reason', reason, 'notice', notice,
                                                    'replacement', replacement, 'withdrawnAt', moment)),
               'editorial', d -> 'editorial')::text, 'UTF8')
      FROM (SELECT convert_from(document, 'UTF8')::jsonb AS d,
                   to_char(wished_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS moment) said
$$;

-- The newest edition of each item as the public may read it; the table below it is nobody's who reads for the
-- public, so no query can forget the wishes. A wish is answered by a withdrawal that follows it in the log, and,
-- where nothing was public, by an edition whose sign-offs are all younger. (The second source keeps the view
-- from being written through.)
CREATE VIEW editions_shown AS
SELECT d.content_id, d.lang, d.seq, d.edition_id, d.page_id, d.number,
       CASE WHEN wish.hides THEN 'withdrawn' ELSE d.state END AS state,
       CASE WHEN wish.hides THEN 'withdrawn' ELSE d.status END AS status,
       d.kind, d.path, d.title, d.topics, d.audiences, d.codes,
       CASE WHEN wish.hides THEN NULL ELSE d.digest END AS digest, d.clinical_digest,
       CASE WHEN NOT wish.hides THEN d.document ELSE (
           SELECT editions_notice(d.document, w.reason, w.notice, w.replacement, w.wished_at)
             FROM editions_withdrawalwish w WHERE w.content_id = d.content_id AND w.lang = d.lang
            ORDER BY w.id DESC LIMIT 1) END AS document,
       d.summary,
       CASE WHEN wish.hides THEN NULL ELSE d.public_until END AS public_until,
       d.last_reviewed, d.next_review_due, d.modified_at, wish.hides AS is_hidden
  FROM editions_publicdocument d
 CROSS JOIN LATERAL (SELECT d.state = 'current' AND EXISTS (
           SELECT 1 FROM editions_withdrawalwish w
            WHERE w.content_id = d.content_id AND w.lang = d.lang AND NOT EXISTS (
                SELECT 1 FROM editions_edition e
                 WHERE e.content_id = w.content_id AND e.lang = w.lang AND e.number > w.number
                   AND (e.action = 'withdrawn' OR NOT EXISTS (
                       SELECT 1 FROM signoff_signoff s
                        WHERE s.id = ANY (e.signoff_ids) AND s.signed_at <= w.wished_at)))) AS hides) wish;

-- Fires where an edition takes its place in the log, under the log's lock. Withdrawals pass; anything else waits
-- until what was asked for is done, and rests on a review that was begun after it.
CREATE FUNCTION editions_refuse_wished() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    e record;
BEGIN
    SELECT content_id, lang, action, signoff_ids INTO e FROM editions_edition WHERE id = NEW.edition_id;
    IF e.action IS NULL OR e.action = 'withdrawn' THEN
        RETURN NEW;
    END IF;
    IF EXISTS (SELECT 1 FROM editions_withdrawalwish w
                WHERE w.content_id = e.content_id AND w.lang = e.lang
                  AND NOT EXISTS (SELECT 1 FROM editions_wishoutcome o WHERE o.wish_id = w.id)) THEN
        PERFORM editions_refuse('A withdrawal of this text waits for the log: nothing of it is published before.');
    END IF;
    IF EXISTS (SELECT 1 FROM editions_withdrawalwish w
                 JOIN signoff_signoff s ON s.id = ANY (e.signoff_ids)
                 LEFT JOIN wagtailcore_taskstate t ON t.id = s.task_state_id
                 LEFT JOIN wagtailcore_workflowstate r ON r.id = t.workflow_state_id
                WHERE w.content_id = e.content_id AND w.lang = e.lang
                  AND (s.signed_at <= w.wished_at OR r.created_at <= w.wished_at)) THEN
        PERFORM editions_refuse('The text was stopped after its review had begun: it needs a new review.');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER editions_refuse_wished BEFORE INSERT ON editions_logentry
    FOR EACH ROW EXECUTE FUNCTION editions_refuse_wished();

-- At commit: a wish is done when nothing is left to hide, whoever says so.
CREATE FUNCTION editions_check_outcome() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM editions_withdrawalwish w
                 JOIN editions_shown d ON d.content_id = w.content_id AND d.lang = w.lang
                WHERE w.id = NEW.wish_id AND d.is_hidden) THEN
        PERFORM editions_refuse('The text is public still: its withdrawal is not carried out.');
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER editions_check_outcome AFTER INSERT ON editions_wishoutcome
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION editions_check_outcome();
