-- What is left of a fragment of HTML once all is taken out of it that the door writes: where that has an opening
-- bracket, there is a tag, an attribute or a spelling that the door drops. `TAGS` and `ATTRIBUTES` in
-- content_models/sanitise.py are the same list, and a test holds the two together.
CREATE OR REPLACE FUNCTION public.content_models_html_left(fragment text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT regexp_replace(
        fragment,
        '</?(?:p|ul|ol|li|strong|em|a|h3|h4)>|<br>|<a(?: (?:href|linktype|id)="[^"<]*")+>', '', 'g')
$function$;
