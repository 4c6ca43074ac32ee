-- The groups that the database asks for: whose members sign, publish, take down, look at notices, and verify
-- credentials. `GATE` in editorial/people/groups.py is the same.
CREATE OR REPLACE FUNCTION public.people_gate_groups()
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN ARRAY['Clinicians'::text, 'Desk editors'::text, 'Duty editors'::text, 'Editors-in-chief'::text, 'Technical administrators'::text];
