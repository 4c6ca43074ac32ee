-- The identifiers of the blocks in a revision's body, as text that cannot fail to be read.
CREATE FUNCTION signoff_blocks(content jsonb) RETURNS uuid[] LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT found[1]::uuid), '{}')
      FROM regexp_matches(coalesce(content ->> 'body', ''),
                          '"id": ?"([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})"', 'g') found
$$;

-- Everybody whose hand was in a page, and whoever owns it, has a hand in a revision of another page: its
-- words came from there. Whoever wrote there at any time is meant: in the other page nothing of it is signed.
CREATE FUNCTION signoff_carry(sources bigint[], page bigint, revision bigint) RETURNS void LANGUAGE sql
SET search_path = pg_catalog, public, pg_temp AS $$
    INSERT INTO signoff_contribution (page_id, revision_id, user_id, contributed_at, is_carried)
    SELECT page, revision, hand.user_id, helsekilde_now(), true FROM (
        SELECT c.user_id FROM signoff_contribution c WHERE c.page_id = ANY (sources)
        UNION
        SELECT g.owner_id FROM wagtailcore_page g WHERE g.id = ANY (sources) AND g.owner_id IS NOT NULL) hand
     ORDER BY hand.user_id
    ON CONFLICT DO NOTHING
$$;

-- Whose hand is in a revision, on every route that writes one, autosave included: whoever wrote it, and
-- whoever wrote the words that stood elsewhere before. A copy keeps the identifiers of its blocks; the first
-- revision of a page that joins an item in another language has the words of that item.
CREATE OR REPLACE FUNCTION signoff_note_contribution() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    page bigint;
    blocks uuid[];
    sources bigint[];
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM django_content_type
         WHERE id = NEW.base_content_type_id AND app_label = 'wagtailcore' AND model = 'page'
    ) THEN
        RETURN NULL;
    END IF;
    page := NEW.object_id::bigint;
    IF NEW.user_id IS NOT NULL THEN
        INSERT INTO signoff_contribution (page_id, revision_id, user_id, contributed_at)
        VALUES (page, NEW.id, NEW.user_id, helsekilde_now())
        ON CONFLICT DO NOTHING;
    END IF;
    SELECT coalesce(array_agg(b ORDER BY b), '{}') INTO blocks FROM unnest(signoff_blocks(NEW.content)) b
     WHERE NOT EXISTS (SELECT 1 FROM signoff_textblock t WHERE t.block_id = b AND t.page_id = page);
    SELECT array_agg(DISTINCT source) INTO sources FROM (
        SELECT t.page_id AS source FROM signoff_textblock t WHERE t.block_id = ANY (blocks)
        UNION
        SELECT s.id FROM wagtailcore_page g JOIN wagtailcore_page s ON s.translation_key = g.translation_key
         WHERE g.id = page AND NOT EXISTS (
               SELECT 1 FROM wagtailcore_revision r
                WHERE r.base_content_type_id = NEW.base_content_type_id
                  AND r.object_id = NEW.object_id AND r.id <> NEW.id)) found
     WHERE source <> page;
    IF sources IS NOT NULL THEN
        PERFORM signoff_carry(sources, page, NEW.id);
    END IF;
    INSERT INTO signoff_textblock (block_id, page_id) SELECT b, page FROM unnest(blocks) b
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

DROP TRIGGER signoff_note_contribution ON wagtailcore_revision;
CREATE TRIGGER signoff_note_contribution AFTER INSERT OR UPDATE OF content, user_id, object_id
    ON wagtailcore_revision FOR EACH ROW EXECUTE FUNCTION signoff_note_contribution();

-- A page that becomes a language of another item, or an alias that becomes a page of its own, has the words
-- of that item or of its original.
CREATE FUNCTION signoff_note_origin() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    sources bigint[];
BEGIN
    SELECT array_agg(g.id) INTO sources FROM wagtailcore_page g
     WHERE g.id <> NEW.id
       AND (g.translation_key = NEW.translation_key
            OR g.id IN (OLD.alias_of_id, NEW.alias_of_id));
    IF sources IS NOT NULL THEN
        PERFORM signoff_carry(sources, NEW.id, coalesce(NEW.latest_revision_id, 0));
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER signoff_note_origin AFTER UPDATE OF translation_key, alias_of_id ON wagtailcore_page
    FOR EACH ROW WHEN (OLD.translation_key IS DISTINCT FROM NEW.translation_key
                       OR OLD.alias_of_id IS DISTINCT FROM NEW.alias_of_id)
    EXECUTE FUNCTION signoff_note_origin();

-- Who answers for words that an account of the house wrote down has a hand in them.
CREATE FUNCTION signoff_note_attribution() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO signoff_contribution (page_id, revision_id, user_id, contributed_at, is_carried)
    SELECT r.object_id::bigint, r.id, NEW.user_id, helsekilde_now(), true
      FROM wagtailcore_revision r JOIN django_content_type t ON t.id = r.base_content_type_id
     WHERE r.id = NEW.revision_id AND t.app_label = 'wagtailcore' AND t.model = 'page'
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER signoff_note_attribution AFTER INSERT ON signoff_attribution
    FOR EACH ROW EXECUTE FUNCTION signoff_note_attribution();
CREATE TRIGGER attribution_append_only BEFORE UPDATE OR DELETE ON signoff_attribution
    FOR EACH ROW EXECUTE FUNCTION signoff_append_only();
CREATE TRIGGER attribution_no_truncate BEFORE TRUNCATE ON signoff_attribution
    FOR EACH STATEMENT EXECUTE FUNCTION signoff_append_only();

-- What was copied and translated before this was noted. Who has signed already has signed; nobody signs
-- words of their own from now on.
WITH seen AS MATERIALIZED (
    SELECT b AS block_id, r.object_id::bigint AS page_id, min(r.id) AS revision_id
      FROM wagtailcore_revision r JOIN django_content_type t ON t.id = r.base_content_type_id,
           unnest(signoff_blocks(r.content)) b
     WHERE t.app_label = 'wagtailcore' AND t.model = 'page'
     GROUP BY 1, 2),
noted AS (
    INSERT INTO signoff_textblock (block_id, page_id) SELECT block_id, page_id FROM seen)
INSERT INTO signoff_contribution (page_id, revision_id, user_id, contributed_at, is_carried)
SELECT DISTINCT origin.page_id, origin.revision_id, hand.user_id, helsekilde_now(), true
  FROM (SELECT copy.page_id, min(copy.revision_id) AS revision_id, source.page_id AS source_id
          FROM seen copy JOIN seen source ON source.block_id = copy.block_id
           AND source.page_id <> copy.page_id AND source.revision_id < copy.revision_id
         GROUP BY copy.page_id, source.page_id
         UNION
        SELECT g.id, first.id, s.id
          FROM wagtailcore_page g
          JOIN wagtailcore_page s ON s.translation_key = g.translation_key AND s.id < g.id
          JOIN LATERAL (
               SELECT min(r.id) AS id FROM wagtailcore_revision r
                 JOIN django_content_type t ON t.id = r.base_content_type_id
                WHERE r.object_id = g.id::text AND t.app_label = 'wagtailcore' AND t.model = 'page') first
            ON first.id IS NOT NULL) origin
  JOIN LATERAL (
       SELECT c.user_id FROM signoff_contribution c
        WHERE c.page_id = origin.source_id AND c.revision_id < origin.revision_id
        UNION
       SELECT g.owner_id FROM wagtailcore_page g WHERE g.id = origin.source_id AND g.owner_id IS NOT NULL) hand
    ON true
ON CONFLICT DO NOTHING;
