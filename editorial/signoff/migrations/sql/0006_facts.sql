-- Why a person may not sign words in these languages today, as a sentence; NULL where they may. The one
-- question of texts and facts; `authority_reasons` is the same in editorial/signoff/rules.py.
CREATE FUNCTION signoff_authority_fault(person bigint, wanted text[]) RETURNS text LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    profile record;
    conflict boolean;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM users_user u WHERE u.id = person AND u.is_active) THEN
        RETURN 'The account is not active.';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM users_user_groups m JOIN auth_group g ON g.id = m.group_id
         WHERE m.user_id = person AND g.name = 'Clinicians') THEN
        RETURN 'Only members of the clinical group may sign.';
    END IF;
    SELECT p.id, p.languages INTO profile FROM people_reviewerprofile p WHERE p.user_id = person;
    IF profile.id IS NULL THEN
        RETURN 'There is no reviewer profile for this account.';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM people_credential c
         WHERE c.profile_id = profile.id AND c.revoked_at IS NULL
           AND helsekilde_today() BETWEEN c.valid_from AND c.valid_until) THEN
        RETURN 'There is no verified credential that is valid today.';
    END IF;
    SELECT d.has_conflict INTO conflict FROM people_interestdeclaration d
     WHERE d.profile_id = profile.id
       AND (d.declared_at AT TIME ZONE 'Europe/Oslo')::date >= helsekilde_today() - 365
     ORDER BY d.declared_at DESC, d.id DESC LIMIT 1;
    IF conflict IS NULL THEN
        RETURN 'There is no declaration of interests from the last twelve months.';
    END IF;
    IF conflict THEN
        RETURN 'The declaration of interests names a conflict.';
    END IF;
    IF NOT wanted <@ profile.languages::text[] THEN
        RETURN 'This reviewer is not attested for every language of the words.';
    END IF;
    RETURN NULL;
END $$;

-- What the signature of a version covers, in canonical form (RFC 8785): `FactVersion.wording_digest`.
CREATE FUNCTION signoff_fact_digest(v content_models_factversion) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT encode(sha256(convert_to(
               '{"fact":' || to_json(f.key)::text || ',"text":{"en":' || to_json(coalesce(v.text_en, ''))::text
               || ',"nb":' || to_json(coalesce(v.text_nb, ''))::text
               || ',"nn":' || to_json(coalesce(v.text_nn, ''))::text
               || ',"se":' || to_json(coalesce(v.text_se, ''))::text
               || '},"version":' || v.number || '}', 'UTF8')), 'hex')
      FROM content_models_fact f WHERE f.id = v.fact_id
$$;

-- The columns of a signature under a version of a fact: all of them or none, written after the wording, by
-- somebody with authority in every language that has words, who is not its author.
CREATE FUNCTION signoff_check_fact() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    worded text[];
    fault text;
    signer text;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.author_id IS NOT NULL AND NEW.author_id IS DISTINCT FROM OLD.author_id THEN
        RAISE EXCEPTION 'Whoever wrote a version of a fact stays its author.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (NEW.signed_at IS NULL AND NEW.signed_by_id IS NULL AND NEW.digest = '' AND NEW.signer_text = '')
       OR (TG_OP = 'UPDATE' AND OLD.signed_at IS NOT NULL) THEN
        RETURN NEW; -- not signed; or signed before, and kept as it is by content_models_keep_fact
    END IF;
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
        WHEN NEW.digest <> signoff_fact_digest(NEW) THEN 'The digest is not that of the wording.'
        WHEN NEW.signer_text IS DISTINCT FROM signer THEN 'The name is not that of the signer''s profile.'
        ELSE signoff_authority_fault(NEW.signed_by_id, worded) END;
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION '%', fault USING ERRCODE = 'insufficient_privilege';
    END IF;
    NEW.signed_at := helsekilde_now();
    RETURN NEW;
END $$;

CREATE TRIGGER signoff_check_fact BEFORE INSERT OR UPDATE ON content_models_factversion
    FOR EACH ROW EXECUTE FUNCTION signoff_check_fact();
