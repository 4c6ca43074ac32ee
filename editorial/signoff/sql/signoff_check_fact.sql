-- The columns of a signature under a version of a fact: all of them or none, written after the wording, by
-- somebody with authority in every language that has words, who is not its author. A wording that shows nothing is none
-- that can be published, and a signed version is never changed.
CREATE OR REPLACE FUNCTION public.signoff_check_fact()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    worded text[];
    fault text;
    signer text;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.author_id IS NOT NULL AND NEW.author_id IS DISTINCT FROM OLD.author_id THEN
        RAISE EXCEPTION 'Whoever wrote a version of a fact stays its author.'
            USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    IF (NEW.signed_at IS NULL AND NEW.signed_by_id IS NULL AND NEW.digest = '' AND NEW.signer_text = '')
       OR (TG_OP = 'UPDATE' AND OLD.signed_at IS NOT NULL) THEN
        RETURN NEW; -- not signed; or signed before, and kept as it is by content_models_keep_fact
    END IF;
    PERFORM helsekilde_require_present();
    PERFORM signoff_hold_authority(NEW.signed_by_id);
    worded := ARRAY(
        SELECT w.lang FROM (VALUES ('en', NEW.text_en), ('nb', NEW.text_nb), ('nn', NEW.text_nn), ('se', NEW.text_se))
            AS w (lang, words) WHERE coalesce(w.words, '') <> '');
    SELECT p.display_name || ', ' || p.profession INTO signer
      FROM people_reviewerprofile p WHERE p.user_id = NEW.signed_by_id;
    fault := CASE
        WHEN TG_OP = 'INSERT' THEN 'A version of a fact is signed after it was written.'
        WHEN (NEW.fact_id, NEW.number, NEW.author_id, NEW.text_en, NEW.text_nb, NEW.text_nn, NEW.text_se)
             IS DISTINCT FROM
             (OLD.fact_id, OLD.number, OLD.author_id, OLD.text_en, OLD.text_nb, OLD.text_nn, OLD.text_se)
             THEN 'A signature under a fact changes nothing else.'
        WHEN NEW.signed_by_id IS NULL OR NEW.signed_at IS NULL THEN 'A signature names its signer and its time.'
        WHEN NEW.author_id IS NULL THEN 'It must be known who wrote the version.'
        WHEN NEW.author_id = NEW.signed_by_id THEN 'Nobody signs what they wrote.'
        WHEN worded = '{}' THEN 'The version has no wording.'
        WHEN EXISTS (
            SELECT 1 FROM unnest(ARRAY[NEW.text_en, NEW.text_nb, NEW.text_nn, NEW.text_se]) AS w (words)
             WHERE w.words <> '' AND helsekilde_is_blank(w.words)) THEN 'A wording of the version shows nothing.'
        WHEN NEW.digest <> signoff_fact_digest(NEW) THEN 'The digest is not that of the wording.'
        WHEN NEW.signer_text IS DISTINCT FROM signer THEN 'The name is not that of the signer''s profile.'
        ELSE signoff_authority_fault(NEW.signed_by_id, worded) END;
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION '%', fault USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
    END IF;
    NEW.signed_at := helsekilde_now();
    RETURN NEW;
END $function$;

CREATE TRIGGER signoff_check_fact BEFORE INSERT OR UPDATE ON public.content_models_factversion FOR EACH ROW EXECUTE FUNCTION signoff_check_fact();
