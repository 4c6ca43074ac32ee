-- A page that was made as a copy of another one has its words: title, summary, other names and sources too, which have
-- no identifiers to know them by.
CREATE OR REPLACE FUNCTION public.signoff_note_copy()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF NEW.source_id <> NEW.page_id THEN
        PERFORM signoff_carry(ARRAY[NEW.source_id], NEW.page_id, signoff_newest_revision(NEW.page_id));
    END IF;
    RETURN NULL;
END $function$;

CREATE TRIGGER signoff_note_copy AFTER INSERT ON public.signoff_pagecopy FOR EACH ROW EXECUTE FUNCTION signoff_note_copy();

CREATE TRIGGER pagecopy_append_only BEFORE DELETE OR UPDATE ON public.signoff_pagecopy FOR EACH ROW EXECUTE FUNCTION signoff_append_only();
CREATE TRIGGER pagecopy_no_truncate BEFORE TRUNCATE ON public.signoff_pagecopy FOR EACH STATEMENT EXECUTE FUNCTION signoff_append_only();
CREATE TRIGGER helsekilde_number BEFORE INSERT ON public.signoff_pagecopy FOR EACH ROW EXECUTE FUNCTION helsekilde_number();
