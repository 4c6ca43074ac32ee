-- Why a person may not sign words in these languages today, as a sentence; NULL where they may. The one
-- question of texts and facts; `authority_reasons` is the same in editorial/signoff/rules.py.
CREATE OR REPLACE FUNCTION public.signoff_authority_fault(person bigint, wanted text[])
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
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
END $function$;
