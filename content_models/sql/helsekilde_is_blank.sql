-- Is there nothing in it that a reader could see: no text, or spaces, controls and marks without a form of their own?
-- `is_blank` in content_models/blank.py says the same.
CREATE OR REPLACE FUNCTION public.helsekilde_is_blank(said text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET standard_conforming_strings TO 'on'
AS $function$
    SELECT coalesce(said, '') ~ (
        '^[\u0001-\u0020\u007F-\u00A0\u00AD\u034F\u061C\u115F-\u1160\u1680\u17B4-\u17B5\u180B-\u180F\u2000-\u200F'
        '\u2028-\u202F\u205F-\u206F\u2800\u3000\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB'
        '\U0001107F\U00013430-\U00013442\U00016FE4\U0001BC9D\U0001BCA0-\U0001BCA3\U0001D159\U0001D173-\U0001D17A\U000E0000-\U000E0FFF]*$')
$function$;
