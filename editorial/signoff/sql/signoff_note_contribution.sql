-- Whose hand is in a revision, on every route that writes one, autosave included: whoever wrote it, and
-- whoever wrote the words that stood elsewhere before. A copy keeps the identifiers of its blocks; the first
-- revision of a page that joins an item in another language has the words of that item. A row that becomes a
-- revision of a page is one from then on.
CREATE OR REPLACE FUNCTION public.signoff_note_contribution()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
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
        VALUES (page, NEW.id, NEW.user_id, helsekilde_moment())
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
END $function$;

CREATE TRIGGER signoff_note_contribution AFTER INSERT OR UPDATE OF base_content_type_id, content, object_id, user_id ON public.wagtailcore_revision FOR EACH ROW EXECUTE FUNCTION signoff_note_contribution();
