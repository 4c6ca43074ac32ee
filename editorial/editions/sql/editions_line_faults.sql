-- What is wrong with the words that the public reads in place of a text that was withdrawn; empty where nothing
-- is. No clinician signs them, so they hold no dose, no address in code and no long story: at most 300
-- characters, letters and ordinary punctuation, and no digits but the portal's telephone numbers, alone and not
-- before a unit. The admin, the services and the log ask this function.
CREATE OR REPLACE FUNCTION public.editions_line_faults(line text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET standard_conforming_strings TO 'on'
AS $function$
    SELECT array_remove(ARRAY[
               CASE WHEN char_length(line) NOT BETWEEN 1 AND 300 THEN 'length' END,
               CASE WHEN rest ~ '[0-9]' THEN 'digits' END,
               CASE WHEN rest !~ '^[A-Za-z0-9À-ÖØ-öø-ɏ .,;:!?()«»"“”„‚‘’''…–—/-]*$' OR line ~ '^ | $' THEN 'characters' END], NULL)
      FROM (SELECT regexp_replace(
                line,
                '(^|[ («"“])(113|116 ?117|116 ?123)(?![0-9]|[.,:/–—-][0-9]| ?(([mk]?g|mcg|[mcd]?l|ie|iu|m?mol|år)(?![A-Za-zÀ-ɏ])|tabl|kapsl|capsul|pill|dråp|drop|mikrog|microg|gram|liter|prosent|percent|proseanta|ganger|gonger|times|timer|timar|hours|dager|dagar|days|uker|veker|weeks|years))',
                '\1', 'gi') AS rest) AS without
$function$;
