-- What somebody signs by stays as it is until they have signed. Whoever is taking it away at that moment is waited
-- for, and then they sign no more: else the trail would have it taken away before the signature that it carried.
CREATE OR REPLACE FUNCTION public.signoff_hold_authority(person bigint)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    PERFORM 1 FROM users_user u WHERE u.id = person FOR SHARE;
    PERFORM 1 FROM users_user_groups m JOIN auth_group g ON g.id = m.group_id
      WHERE m.user_id = person AND g.name = 'Clinicians' FOR SHARE OF m;
    PERFORM 1 FROM people_reviewerprofile p WHERE p.user_id = person FOR SHARE;
    PERFORM 1 FROM people_credential c JOIN people_reviewerprofile p ON p.id = c.profile_id
      WHERE p.user_id = person ORDER BY c.id FOR SHARE OF c;
    PERFORM 1 FROM people_interestdeclaration d JOIN people_reviewerprofile p ON p.id = d.profile_id
      WHERE p.user_id = person ORDER BY d.id FOR SHARE OF d;
END $function$;
