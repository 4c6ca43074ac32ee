CREATE TRIGGER contribution_no_truncate BEFORE TRUNCATE ON public.signoff_contribution FOR EACH STATEMENT EXECUTE FUNCTION signoff_append_only();

CREATE TRIGGER textblock_append_only BEFORE DELETE OR UPDATE ON public.signoff_textblock FOR EACH ROW EXECUTE FUNCTION signoff_append_only();

CREATE TRIGGER textblock_no_truncate BEFORE TRUNCATE ON public.signoff_textblock FOR EACH STATEMENT EXECUTE FUNCTION signoff_append_only();

-- Everybody whose hand was in a page, and whoever owns it, has a hand in a revision of another page: its
-- words came from there. Whoever wrote there at any time is meant: in the other page nothing of it is signed.
CREATE OR REPLACE FUNCTION public.signoff_carry(sources bigint[], page bigint, revision bigint)
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    INSERT INTO signoff_contribution (page_id, revision_id, user_id, contributed_at, is_carried)
    SELECT page, revision, hand.user_id, helsekilde_moment(), true FROM (
        SELECT c.user_id FROM signoff_contribution c WHERE c.page_id = ANY (sources)
        UNION
        SELECT g.owner_id FROM wagtailcore_page g WHERE g.id = ANY (sources) AND g.owner_id IS NOT NULL) hand
     ORDER BY hand.user_id
    ON CONFLICT DO NOTHING
$function$;

-- When the owner of a signature said that they were told of it, by the house's time; what nobody has signed is
-- told to nobody.
CREATE OR REPLACE FUNCTION public.signoff_check_telling()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF NEW.fact_version_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM content_models_factversion f
         WHERE f.id = NEW.fact_version_id AND f.signed_by_id IS NOT NULL) THEN
        RAISE EXCEPTION 'Nobody has signed this version.' USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    NEW.told_at := helsekilde_moment();
    RETURN NEW;
END $function$;

-- Who answers for words that an account of the house wrote down has a hand in them.
CREATE OR REPLACE FUNCTION public.signoff_note_attribution()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    INSERT INTO signoff_contribution (page_id, revision_id, user_id, contributed_at, is_carried)
    SELECT r.object_id::bigint, r.id, NEW.user_id, helsekilde_moment(), true
      FROM wagtailcore_revision r JOIN django_content_type t ON t.id = r.base_content_type_id
     WHERE r.id = NEW.revision_id AND t.app_label = 'wagtailcore' AND t.model = 'page'
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $function$;

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

-- A review that was cancelled is noted: what was signed in it counts no more, whatever its row says later.
CREATE OR REPLACE FUNCTION public.signoff_note_end()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    INSERT INTO signoff_reviewend (workflow_state_id, ended_at) VALUES (NEW.id, helsekilde_moment())
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $function$;

-- Who owned a page, or submitted it to a review, had it in hand, whoever is named there now: four eyes asks for the
-- people that are noted, and a row that names somebody else for a moment would leave no trace. An owner is noted with
-- the page's newest revision, as it is and not as the page says; a submitter with the review, for as long as it is one.
CREATE OR REPLACE FUNCTION public.signoff_note_holder()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF TG_TABLE_NAME = 'wagtailcore_page' THEN
        INSERT INTO signoff_contribution (page_id, revision_id, user_id, contributed_at, is_carried)
        VALUES (OLD.id, signoff_newest_revision(OLD.id), OLD.owner_id, helsekilde_moment(), true)
        ON CONFLICT DO NOTHING;
    ELSE
        INSERT INTO signoff_submitter (workflow_state_id, user_id) VALUES (OLD.id, OLD.requested_by_id)
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $function$;

-- While a review runs, each revision that makes the text another one than it was is noted, on every route that saves
-- one: a text that was changed and changed back is not the one that was signed before, whether a step had it in
-- between, whether it was written over (autosave does) or deleted. Compared with the revision before it, and with
-- what the same revision held.
CREATE OR REPLACE FUNCTION public.signoff_note_text()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    words jsonb;
    before jsonb;
BEGIN
    IF NEW.object_id !~ '^[0-9]{1,18}$'
       OR TG_OP = 'UPDATE' AND (NEW.id, NEW.content, NEW.object_id, NEW.base_content_type_id)
                               IS NOT DISTINCT FROM (OLD.id, OLD.content, OLD.object_id, OLD.base_content_type_id)
       OR NOT EXISTS (SELECT 1 FROM wagtailcore_workflowstate w
                       WHERE w.base_content_type_id = NEW.base_content_type_id AND w.object_id = NEW.object_id
                         AND w.status NOT IN ('approved', 'cancelled'))
       OR NOT EXISTS (SELECT 1 FROM django_content_type c WHERE c.id = NEW.base_content_type_id
                         AND c.app_label = 'wagtailcore' AND c.model = 'page') THEN
        RETURN NULL;
    END IF;
    words := content_models_clinical(NEW.content);
    SELECT content_models_clinical(r.content) INTO before FROM wagtailcore_revision r
     WHERE r.base_content_type_id = NEW.base_content_type_id AND r.object_id = NEW.object_id AND r.id < NEW.id
     ORDER BY r.id DESC LIMIT 1;
    IF before IS NOT NULL AND before IS DISTINCT FROM words
       OR TG_OP = 'UPDATE' AND content_models_clinical(OLD.content) IS DISTINCT FROM words THEN
        INSERT INTO signoff_textchange (page_id, revision_id, changed_at)
        VALUES (NEW.object_id::bigint, NEW.id, helsekilde_moment()) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $function$;
