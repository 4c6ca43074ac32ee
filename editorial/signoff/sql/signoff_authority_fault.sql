-- Why a person may not sign words in these languages today, as a sentence; NULL where they may. The one
-- question of texts and facts; `authority_reasons` is the same in editorial/signoff/rules.py. What the authority
-- rests on was there before this transaction began: what is written for it alone, and taken back before it ends,
-- would leave no trace.
CREATE OR REPLACE FUNCTION public.signoff_authority_fault(person bigint, wanted text[])
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    account record;
    member record;
    profile record;
    credential record;
    interests record;
BEGIN
    SELECT helsekilde_is_new(u.xmin) AS is_new INTO account FROM users_user u WHERE u.id = person AND u.is_active;
    IF account.is_new IS NULL THEN
        RETURN 'The account is not active.';
    END IF;
    SELECT helsekilde_is_new(m.xmin) OR helsekilde_is_new(g.xmin) AS is_new INTO member
      FROM users_user_groups m JOIN auth_group g ON g.id = m.group_id
     WHERE m.user_id = person AND g.name = 'Clinicians';
    IF member.is_new IS NULL THEN
        RETURN 'Only members of the clinical group may sign.';
    END IF;
    SELECT p.id, p.languages, helsekilde_is_new(p.xmin) AS is_new INTO profile
      FROM people_reviewerprofile p WHERE p.user_id = person;
    IF profile.id IS NULL THEN
        RETURN 'There is no reviewer profile for this account.';
    END IF;
    SELECT bool_and(helsekilde_is_new(c.xmin)) AS is_new INTO credential FROM people_credential c
     WHERE c.profile_id = profile.id AND c.revoked_at IS NULL
       AND helsekilde_today() BETWEEN c.valid_from AND c.valid_until;
    IF credential.is_new IS NULL THEN
        RETURN 'There is no verified credential that is valid today.';
    END IF;
    SELECT d.has_conflict, helsekilde_is_new(d.xmin) AS is_new INTO interests FROM people_interestdeclaration d
     WHERE d.profile_id = profile.id AND helsekilde_day(d.declared_at) >= helsekilde_today() - 365
     ORDER BY d.declared_at DESC, d.id DESC LIMIT 1;
    IF interests.has_conflict IS NULL THEN
        RETURN 'There is no declaration of interests from the last twelve months.';
    END IF;
    IF interests.has_conflict THEN
        RETURN 'The declaration of interests names a conflict.';
    END IF;
    IF NOT wanted <@ profile.languages::text[] THEN
        RETURN 'This reviewer is not attested for every language of the words.';
    END IF;
    IF account.is_new OR member.is_new OR profile.is_new OR credential.is_new OR interests.is_new THEN
        RETURN 'The signer''s papers were written in the same transaction.';
    END IF;
    RETURN NULL;
END $function$;
