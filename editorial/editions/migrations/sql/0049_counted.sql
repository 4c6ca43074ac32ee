-- What is wrong with the words that the public reads in place of a text that was withdrawn; empty where nothing
-- is. No clinician signs them, so they hold no dose, no address in code and no long story: at most 300
-- characters, letters and ordinary punctuation, and no digits but the portal's telephone numbers where somebody is
-- asked to call them: after a word of calling ("ring 113"), or after whom it is that answers ("legevakt 116 117") where
-- nothing follows that could be counted. The admin, the services and the log ask this function.
CREATE OR REPLACE FUNCTION public.editions_line_faults(line text)
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET standard_conforming_strings TO 'on'
AS $function$
DECLARE
    letter CONSTANT text := '[A-Za-zÀ-ɏ]';
    -- Nothing that is counted stands after a number, whatever stands before it: next to it, or behind one word more
    -- ("113 store skjeer") that does not begin another sentence ("113 ved store doser").
    number CONSTANT text := '(113|116 ?117|116 ?123)(?![0-9]|[.,:/–—-][0-9]| ?((?!(om|hvis|viss|dersom|når|ved|for|i|og|eller|er|har'
        || '|svarer|svarar|ellers|elles|hele|heile|alle|hver|kvar|if|when|in|or|and|is|has|answers|otherwise|all|every|each'
        || '|at|on|på|til|to|med|with|uten|utan|without|før|etter|before|after|så|then|som|jus|go|dahje|ja|lea|vástida)(?!' || letter || '))' || letter || '+ )?'
        || '(([mk]?g|mcg|[mcd]?l|ie|iu|m?mol|år|stk|pk|x)(?!' || letter || ')|tabl|kapsl|capsul|pill|stikkpill|dråp|drop'
        || '|mikrog|microg|millig|millil|desil|centil|kilo|gram|liter|litre|prosent|percent|proseanta|ganger|gonger'
        || '|times|timer|timar|hours|dager|dagar|days|uker|veker|weeks|years|måned|månad|month|minutt|minutes|sekund|seconds'
        || '|enhet|eining|unit|ovttadat|dos|puff|spray|inhal|ampull|ampoule|vial|hetteglass|sprøyt|syringe|injeksj|inject'
        || '|plaster|patch|pose|posar|sachet|flaske|bottle|beger|kopp|cup|glass|tube|' || letter || '*skje(?!' || letter || '*d)'
        || '|' || letter || '*spoon|hundre|hundred|tusen|thousand|million|milliard|billion|dusin|dozen|duhát|čuođi|basttes))';
    -- What may follow a number that no verb of calling stands before.
    ends CONSTANT text := '(?=$|[.,;:!?)»”"“…]| [(–—-]| (om|hvis|viss|dersom|når|ved|for|i|og|eller|er|har|svarer|svarar|straks|ellers'
        || '|elles|hele|heile|dag|if|when|for|in|or|and|is|has|answers|day|otherwise|jus|go|dahje|ja|lea|vástida)(?!' || letter || '))';
    calls CONSTANT text := '(ringe?|ringer|ringje|kontakte?|call|phone|telephone|dial|contact|riŋge|riŋget|čuojat|čuojahit)';
    answers CONSTANT text := '(tlf|tel|telefon|telefonen|telefonnummer|telefonnummeret|nummer|nummeret|nødnummer|nødnummeret'
        || '|nødtelefon|nødtelefonen|naudnummer|naudnummeret|naudtelefon|naudtelefonen|hjelpetelefon|hjelpetelefonen'
        || '|legevakt|legevakten|legevakta|ambulanse|ambulansen|amk|mental helse|ellers|elles|number|helpline|ambulance'
        || '|otherwise|telefovdna|telefovnna|nummir|nummara|nummarii|heahtenummir|heahtenummara|doavttervákta|muđui)';
    soon CONSTANT text := '( (på|til|nå|no|alltid|straks|heller|gjerne|da|først|fyrst|at|on|now|always|first|nummer|number'
        || '|nummeret|dalán|álo|dál|nummarii))?';
    -- "ring legen din på 116 117", and not "ring og ta …".
    whom CONSTANT text := '( (?!(og|så|eller|and|then|or|ja|dahje|ta|take|bruk|use|øk|start)(?!' || letter || '))'
        || letter || '+){1,5} (på|at|on) ';
    more CONSTANT text := '((, |,? (og|eller|or|and|dahje|ja) (ring |call |riŋge )?)' || number || ends || ')*';
    rest text := regexp_replace(line,
        '(^|[^A-Za-zÀ-ɏ0-9])(' || calls || '[.:]?' || soon || ' [(]?' || number
        || '|' || calls || whom || number || ends
        || '|' || answers || '[.:]?' || soon || ' [(]?' || number || ends || ')' || more, '\1', 'gi');
BEGIN
    rest := regexp_replace(rest, '(^|[.!?;] )' || number || '(?= (svarer|svarar|answers|vástida)(?!' || letter || '))', '\1', 'gi');
    RETURN array_remove(ARRAY[
        CASE WHEN char_length(line) NOT BETWEEN 1 AND 300 THEN 'length' END,
        CASE WHEN rest ~ '[0-9]' THEN 'digits' END,
        CASE WHEN rest !~ '^[A-Za-z0-9À-ÖØ-öø-ɏ .,;:!?()«»"“”„‚‘’''…–—/-]*$' OR line ~ '^ | $' THEN 'characters' END], NULL);
END $function$;
