-- What the public reads of a text that nobody wrote a line for: the house's words, as `default_notice` in
-- editorial/editions/withdrawal.py has them.
CREATE OR REPLACE FUNCTION public.editions_default_notice(lang text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT CASE lang
           WHEN 'nb' THEN 'Denne siden er trukket tilbake og skal ikke lenger brukes.'
           WHEN 'nn' THEN 'Denne sida er trekt tilbake og skal ikkje lenger brukast.'
           WHEN 'se' THEN 'Dát siidu lea gessojuvvon ruovttoluotta iige galgga šat geavahuvvot.'
           ELSE 'This page has been withdrawn and is no longer to be used.' END
$function$;
