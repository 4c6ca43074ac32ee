-- Who brings an older revision back writes down other people's words: everybody whose hand was in those words
-- since the signed edition before them (and the page's owner, where there was none) has a hand in the new
-- revision too. Where that was signed in between, its own later history would not name them.
CREATE OR REPLACE FUNCTION public.editions_note_revert()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    page record;
    signed bigint;
BEGIN
    SELECT g.id, g.owner_id, g.translation_key, l.language_code INTO page
      FROM wagtailcore_revision n
      JOIN wagtailcore_revision o ON o.object_id = n.object_id
                                 AND o.base_content_type_id = n.base_content_type_id
      JOIN wagtailcore_page g ON g.id::text = n.object_id
      JOIN wagtailcore_locale l ON l.id = g.locale_id
     WHERE n.id = NEW.revision_id AND o.id = NEW.brought_back_id;
    IF page.id IS NULL THEN
        PERFORM editions_refuse('Only a revision of the same page can be brought back.');
    END IF;
    SELECT max(s.revision_id) INTO signed
      FROM editions_edition e JOIN signoff_signoff s ON s.id = ANY (e.signoff_ids)
     WHERE e.content_id = page.translation_key AND e.lang = page.language_code
       AND s.page_id = page.id AND s.revision_id < NEW.brought_back_id;
    INSERT INTO signoff_contribution (page_id, revision_id, user_id, contributed_at)
    SELECT page.id, NEW.revision_id, hand.user_id, helsekilde_moment() FROM (
        SELECT c.user_id FROM signoff_contribution c
         WHERE c.page_id = page.id AND c.revision_id <= NEW.brought_back_id
           AND (signed IS NULL OR c.revision_id > signed)
        UNION
        SELECT page.owner_id WHERE signed IS NULL AND page.owner_id IS NOT NULL) hand
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $function$;

CREATE TRIGGER editions_note_revert AFTER INSERT ON public.signoff_revert FOR EACH ROW EXECUTE FUNCTION editions_note_revert();
