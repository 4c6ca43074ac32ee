-- Rows of the log and of what stands beside it are written once, whoever asks.
CREATE OR REPLACE FUNCTION public.editions_append_only()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    RAISE EXCEPTION 'The edition log is append-only: rows of % are never changed, deleted or truncated.', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege', HINT = 'edition gate';
END $function$;

CREATE TRIGGER editions_append_only BEFORE DELETE OR UPDATE ON public.editions_edition FOR EACH ROW EXECUTE FUNCTION editions_append_only();

CREATE TRIGGER editions_no_truncate BEFORE TRUNCATE ON public.editions_edition FOR EACH STATEMENT EXECUTE FUNCTION editions_append_only();

CREATE TRIGGER hold_append_only BEFORE DELETE OR UPDATE ON public.editions_hold FOR EACH ROW EXECUTE FUNCTION editions_append_only();

CREATE TRIGGER hold_no_truncate BEFORE TRUNCATE ON public.editions_hold FOR EACH STATEMENT EXECUTE FUNCTION editions_append_only();

CREATE TRIGGER log_append_only BEFORE DELETE OR UPDATE ON public.editions_logentry FOR EACH ROW EXECUTE FUNCTION editions_append_only();

CREATE TRIGGER log_no_truncate BEFORE TRUNCATE ON public.editions_logentry FOR EACH STATEMENT EXECUTE FUNCTION editions_append_only();

CREATE TRIGGER look_append_only BEFORE DELETE OR UPDATE ON public.editions_noticecheck FOR EACH ROW EXECUTE FUNCTION editions_append_only();

CREATE TRIGGER look_no_truncate BEFORE TRUNCATE ON public.editions_noticecheck FOR EACH STATEMENT EXECUTE FUNCTION editions_append_only();

CREATE TRIGGER restoration_append_only BEFORE DELETE OR UPDATE ON public.editions_restoration FOR EACH ROW EXECUTE FUNCTION editions_append_only();

CREATE TRIGGER restoration_no_truncate BEFORE TRUNCATE ON public.editions_restoration FOR EACH STATEMENT EXECUTE FUNCTION editions_append_only();

CREATE TRIGGER sweeprun_append_only BEFORE DELETE OR UPDATE ON public.editions_sweeprun FOR EACH ROW EXECUTE FUNCTION editions_append_only();

CREATE TRIGGER sweeprun_no_truncate BEFORE TRUNCATE ON public.editions_sweeprun FOR EACH STATEMENT EXECUTE FUNCTION editions_append_only();

CREATE TRIGGER wish_append_only BEFORE DELETE OR UPDATE ON public.editions_takingback FOR EACH ROW EXECUTE FUNCTION editions_append_only();

CREATE TRIGGER wish_no_truncate BEFORE TRUNCATE ON public.editions_takingback FOR EACH STATEMENT EXECUTE FUNCTION editions_append_only();

CREATE TRIGGER wish_append_only BEFORE DELETE OR UPDATE ON public.editions_wishoutcome FOR EACH ROW EXECUTE FUNCTION editions_append_only();

CREATE TRIGGER wish_no_truncate BEFORE TRUNCATE ON public.editions_wishoutcome FOR EACH STATEMENT EXECUTE FUNCTION editions_append_only();

CREATE TRIGGER wish_append_only BEFORE DELETE OR UPDATE ON public.editions_withdrawalwish FOR EACH ROW EXECUTE FUNCTION editions_append_only();

CREATE TRIGGER wish_no_truncate BEFORE TRUNCATE ON public.editions_withdrawalwish FOR EACH STATEMENT EXECUTE FUNCTION editions_append_only();
