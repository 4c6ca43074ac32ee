-- A withdrawal is looked at by a second person: a duty editor or an editor-in-chief who neither wrote it nor wished
-- for it.
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
    IF NEW.checked_by_id = ANY (editions_writers(NEW.edition_id)) THEN
        PERFORM editions_refuse('A second person looks at a withdrawal, not who wrote it.');
    END IF;
    IF NOT signoff_is_member(NEW.checked_by_id, ARRAY['Duty editors', 'Editors-in-chief']) THEN
        PERFORM editions_refuse('Only duty editors and editors-in-chief look at withdrawals.');
    END IF;
    NEW.checked_at := helsekilde_moment();
    RETURN NEW;
END $function$;

-- When a wish was carried out is what the database says.
CREATE OR REPLACE FUNCTION public.editions_note_outcome()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    NEW.done_at := helsekilde_moment();
    RETURN NEW;
END $function$;

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

-- When a wish was written and after which edition is what the database says, not its writer. What the public reads
-- of it is what it may read of a withdrawal: for a reason that a person gives who may withdraw, or because a
-- signature under the newest edition is being taken back, by who may do that.
CREATE OR REPLACE FUNCTION public.editions_note_wish()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET standard_conforming_strings TO 'on'
AS $function$
DECLARE
    latest record;
    signer bigint;
BEGIN
    IF editions_line_faults(NEW.notice) <> '{}' THEN
        PERFORM editions_refuse('A notice has at most 300 characters and no digits but the telephone numbers.');
    END IF;
    SELECT e.number, e.action, e.signoff_ids INTO latest FROM editions_edition e
     WHERE e.content_id = NEW.content_id AND e.lang = NEW.lang ORDER BY e.number DESC LIMIT 1;
    IF NEW.signoff_id IS NOT NULL OR NEW.reason = 'revoked' THEN
        SELECT s.signed_by_id INTO signer FROM signoff_signoff s
         WHERE s.id = NEW.signoff_id AND s.content_id = NEW.content_id AND s.lang = NEW.lang;
        -- What the revocation would refuse is refused here: nobody waits for what can never be done.
        IF NEW.reason <> 'revoked' OR signer IS NULL OR btrim(NEW.words, E' \t\r\n') = ''
           OR NEW.cause NOT IN ('unsafe', 'recalled', 'foreign', 'error', 'mistake', 'other')
           OR latest.number IS NULL OR latest.action = 'withdrawn'
           OR NEW.signoff_id <> ALL (latest.signoff_ids) THEN
            PERFORM editions_refuse('A person gives one of the reasons of a withdrawal that the system does not find.');
        END IF;
        IF signer IS DISTINCT FROM NEW.actor_id
           AND NOT signoff_is_member(NEW.actor_id, ARRAY['Editors-in-chief']) THEN
            PERFORM editions_refuse('Only the signer or an active editor-in-chief takes a sign-off back.');
        END IF;
    ELSIF NEW.reason NOT IN ('unsafe', 'recalled', 'error', 'outdated', 'consolidated', 'unpublished') THEN
        PERFORM editions_refuse('A person gives one of the reasons of a withdrawal that the system does not find.');
    ELSIF NOT signoff_is_member(NEW.actor_id, ARRAY['Duty editors', 'Editors-in-chief'])
       AND NOT (NEW.reason = 'unpublished' AND signoff_is_member(NEW.actor_id, ARRAY['Desk editors'])) THEN
        PERFORM editions_refuse('Only duty editors and editors-in-chief withdraw.');
    END IF;
    IF NEW.replacement = NEW.content_id OR NEW.replacement IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM editions_publicdocument d WHERE d.content_id = NEW.replacement) THEN
        PERFORM editions_refuse('The replacement is not another item of the log.');
    END IF;
    NEW.wished_at := helsekilde_moment();
    NEW.number := coalesce(latest.number, 0);
    RETURN NEW;
END $function$;
