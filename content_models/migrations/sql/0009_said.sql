-- A person who is refused by the database reads its sentence: every refusal bears the mark by which the house knows it.

-- A signed version of a fact is never changed and never deleted.
CREATE OR REPLACE FUNCTION public.content_models_keep_fact()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF OLD.signed_at IS NULL THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Version % of this fact is signed: make a new version.', OLD.number
        USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
END $function$;

-- The identifier of a fact is in the digest of each signed version: it stays once one is signed.
-- The versions are locked first, so that a signature that is just being written is waited for.
CREATE OR REPLACE FUNCTION public.content_models_keep_fact_key()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    version record;
BEGIN
    FOR version IN
        SELECT signed_at FROM content_models_factversion WHERE fact_id = OLD.id ORDER BY id FOR UPDATE
    LOOP
        IF version.signed_at IS NOT NULL THEN
            RAISE EXCEPTION 'Fact % has signed versions: its identifier stays.', OLD.key
                USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
        END IF;
    END LOOP;
    RETURN NEW;
END $function$;

-- The language that pages are in keeps its code: with another one every text of it would be in another language,
-- for another clinician to sign.
CREATE OR REPLACE FUNCTION public.content_models_keep_locale()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF EXISTS (SELECT 1 FROM wagtailcore_page g WHERE g.locale_id = OLD.id) THEN
        RAISE EXCEPTION 'There are pages in the language %: it keeps its code.', OLD.language_code
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    RETURN NEW;
END $function$;
