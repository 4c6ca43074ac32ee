-- No row that is never changed has a number that is still to be given: whoever took those that come next would keep
-- the next withdrawal, signature or edition out.
CREATE OR REPLACE FUNCTION public.helsekilde_number()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    numbers regclass := pg_get_serial_sequence(format('%I.%I', TG_TABLE_SCHEMA, TG_TABLE_NAME), 'id');
BEGIN
    IF NEW.id > coalesce(pg_sequence_last_value(numbers), 0) THEN
        NEW.id := nextval(numbers);
    END IF;
    RETURN NEW;
END $function$;

CREATE TRIGGER helsekilde_number BEFORE INSERT ON public.curation_change FOR EACH ROW EXECUTE FUNCTION helsekilde_number();

CREATE TRIGGER helsekilde_number BEFORE INSERT ON public.editions_edition FOR EACH ROW EXECUTE FUNCTION helsekilde_number();

CREATE TRIGGER helsekilde_number BEFORE INSERT ON public.editions_noticecheck FOR EACH ROW EXECUTE FUNCTION helsekilde_number();

CREATE TRIGGER helsekilde_number BEFORE INSERT ON public.editions_restoration FOR EACH ROW EXECUTE FUNCTION helsekilde_number();

CREATE TRIGGER helsekilde_number BEFORE INSERT ON public.editions_sweeprun FOR EACH ROW EXECUTE FUNCTION helsekilde_number();

CREATE TRIGGER helsekilde_number BEFORE INSERT ON public.editions_takingback FOR EACH ROW EXECUTE FUNCTION helsekilde_number();

CREATE TRIGGER helsekilde_number BEFORE INSERT ON public.editions_withdrawalwish FOR EACH ROW EXECUTE FUNCTION helsekilde_number();

CREATE TRIGGER helsekilde_number BEFORE INSERT ON public.signoff_attribution FOR EACH ROW EXECUTE FUNCTION helsekilde_number();

CREATE TRIGGER helsekilde_number BEFORE INSERT ON public.signoff_pagecopy FOR EACH ROW EXECUTE FUNCTION helsekilde_number();

CREATE TRIGGER helsekilde_number BEFORE INSERT ON public.signoff_revert FOR EACH ROW EXECUTE FUNCTION helsekilde_number();

CREATE TRIGGER helsekilde_number BEFORE INSERT ON public.signoff_signoff FOR EACH ROW EXECUTE FUNCTION helsekilde_number();

CREATE TRIGGER helsekilde_number BEFORE INSERT ON public.signoff_signoffrevocation FOR EACH ROW EXECUTE FUNCTION helsekilde_number();

CREATE TRIGGER helsekilde_number BEFORE INSERT ON public.signoff_telling FOR EACH ROW EXECUTE FUNCTION helsekilde_number();
