-- The groups that the database asks for: whose members sign, publish, take down, look at notices, and verify
-- credentials. `GATE` in editorial/people/groups.py is the same.
CREATE OR REPLACE FUNCTION public.people_gate_groups()
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN ARRAY['Clinicians'::text, 'Desk editors'::text, 'Duty editors'::text, 'Editors-in-chief'::text, 'Technical administrators'::text];

-- Who was in the group before its memberships were kept.
INSERT INTO people_authoritychange (changed_at, login, relation, operation, user_id, subject, before, after)
SELECT helsekilde_now(), session_user, 'membership', 'found', m.user_id, g.name, NULL, NULL
  FROM users_user_groups m JOIN auth_group g ON g.id = m.group_id WHERE g.name = 'Desk editors'
 ORDER BY m.user_id;
