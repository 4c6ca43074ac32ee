-- A declaration of interests that is changed or taken away makes its reviewer's papers new: a conflict that is away
-- while its owner signs, and back before the transaction ends, would leave no trace (`signoff_authority_fault`).
CREATE OR REPLACE FUNCTION public.signoff_note_papers()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    UPDATE people_reviewerprofile SET user_id = user_id WHERE id = OLD.profile_id;
    RETURN NULL;
END $function$;

CREATE TRIGGER signoff_note_papers AFTER DELETE OR UPDATE ON public.people_interestdeclaration FOR EACH ROW EXECUTE FUNCTION signoff_note_papers();
