-- Evidence is never changed and never lost, whoever asks: this fires for the owner too.
CREATE OR REPLACE FUNCTION public.signoff_append_only()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    RAISE EXCEPTION 'Rows of % are evidence: they are never changed, deleted or truncated.', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
END $function$;

CREATE TRIGGER attribution_append_only BEFORE DELETE OR UPDATE ON public.signoff_attribution FOR EACH ROW EXECUTE FUNCTION signoff_append_only();

CREATE TRIGGER attribution_no_truncate BEFORE TRUNCATE ON public.signoff_attribution FOR EACH STATEMENT EXECUTE FUNCTION signoff_append_only();

CREATE TRIGGER contribution_append_only BEFORE DELETE OR UPDATE ON public.signoff_contribution FOR EACH ROW EXECUTE FUNCTION signoff_append_only();

CREATE TRIGGER contribution_no_truncate BEFORE TRUNCATE ON public.signoff_contribution FOR EACH STATEMENT EXECUTE FUNCTION signoff_append_only();

CREATE TRIGGER pagecopy_append_only BEFORE DELETE OR UPDATE ON public.signoff_pagecopy FOR EACH ROW EXECUTE FUNCTION signoff_append_only();

CREATE TRIGGER pagecopy_no_truncate BEFORE TRUNCATE ON public.signoff_pagecopy FOR EACH STATEMENT EXECUTE FUNCTION signoff_append_only();

CREATE TRIGGER revert_append_only BEFORE DELETE OR UPDATE ON public.signoff_revert FOR EACH ROW EXECUTE FUNCTION signoff_append_only();

CREATE TRIGGER revert_no_truncate BEFORE TRUNCATE ON public.signoff_revert FOR EACH STATEMENT EXECUTE FUNCTION signoff_append_only();

CREATE TRIGGER reviewend_append_only BEFORE DELETE OR UPDATE ON public.signoff_reviewend FOR EACH ROW EXECUTE FUNCTION signoff_append_only();

CREATE TRIGGER reviewend_no_truncate BEFORE TRUNCATE ON public.signoff_reviewend FOR EACH STATEMENT EXECUTE FUNCTION signoff_append_only();

CREATE TRIGGER signoff_append_only BEFORE DELETE OR UPDATE ON public.signoff_signoff FOR EACH ROW EXECUTE FUNCTION signoff_append_only();

CREATE TRIGGER signoff_no_truncate BEFORE TRUNCATE ON public.signoff_signoff FOR EACH STATEMENT EXECUTE FUNCTION signoff_append_only();

CREATE TRIGGER revocation_append_only BEFORE DELETE OR UPDATE ON public.signoff_signoffrevocation FOR EACH ROW EXECUTE FUNCTION signoff_append_only();

CREATE TRIGGER revocation_no_truncate BEFORE TRUNCATE ON public.signoff_signoffrevocation FOR EACH STATEMENT EXECUTE FUNCTION signoff_append_only();

CREATE TRIGGER submitter_append_only BEFORE DELETE OR UPDATE ON public.signoff_submitter FOR EACH ROW EXECUTE FUNCTION signoff_append_only();

CREATE TRIGGER submitter_no_truncate BEFORE TRUNCATE ON public.signoff_submitter FOR EACH STATEMENT EXECUTE FUNCTION signoff_append_only();

CREATE TRIGGER telling_append_only BEFORE DELETE OR UPDATE ON public.signoff_telling FOR EACH ROW EXECUTE FUNCTION signoff_append_only();

CREATE TRIGGER telling_no_truncate BEFORE TRUNCATE ON public.signoff_telling FOR EACH STATEMENT EXECUTE FUNCTION signoff_append_only();

CREATE TRIGGER textblock_append_only BEFORE DELETE OR UPDATE ON public.signoff_textblock FOR EACH ROW EXECUTE FUNCTION signoff_append_only();

CREATE TRIGGER textblock_no_truncate BEFORE TRUNCATE ON public.signoff_textblock FOR EACH STATEMENT EXECUTE FUNCTION signoff_append_only();

CREATE TRIGGER textchange_append_only BEFORE DELETE OR UPDATE ON public.signoff_textchange FOR EACH ROW EXECUTE FUNCTION signoff_append_only();

CREATE TRIGGER textchange_no_truncate BEFORE TRUNCATE ON public.signoff_textchange FOR EACH STATEMENT EXECUTE FUNCTION signoff_append_only();
