-- A text's address begins with its kind's own word in its language; a test holds this to the pages' classes.
CREATE OR REPLACE FUNCTION public.editions_segment(kind text, lang text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT '{
        "hub": {"nb": "tema", "nn": "tema", "se": "fadda", "en": "topic"},
        "illness": {"nb": "sykdom", "nn": "sjukdom", "se": "buozalmmas", "en": "illness"},
        "lifestyle": {"nb": "levevaner", "nn": "levevanar", "se": "eallinvierut", "en": "lifestyle"},
        "patient-rights": {"nb": "rettigheter", "nn": "rettar", "se": "vuoigatvuodat", "en": "patient-rights"},
        "treatment": {"nb": "behandling", "nn": "behandling", "se": "divssut", "en": "treatment"}
    }'::jsonb -> kind ->> lang
$function$;
