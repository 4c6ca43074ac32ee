-- The addresses in a fragment of HTML, as they are written, that are of no known kind: `links_unknown` in
-- content_models/sanitise.py is the same, and says why. The door writes five entities and no others.
CREATE OR REPLACE FUNCTION public.content_models_links_unknown(fragment text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET standard_conforming_strings TO 'on'
AS $function$
    SELECT coalesce(array_agg(DISTINCT said.raw), '{}')
      FROM regexp_matches(fragment, '<a((?: (?:href|linktype|id)="[^"<]*")+)>', 'g') tag
     CROSS JOIN LATERAL regexp_matches(tag[1], ' (href|linktype|id)="([^"]*)"', 'g') attribute
     CROSS JOIN LATERAL (
        SELECT attribute[2] AS raw,
               replace(replace(replace(replace(replace(
                   attribute[2], '&nbsp;', chr(160)), '&quot;', '"'), '&lt;', '<'), '&gt;', '>'), '&amp;', '&')
                   AS address) said
     WHERE attribute[1] = 'href'
       AND (said.raw ~ '&(?!(?:amp|lt|gt|quot|nbsp);)' OR strpos(said.address, '\') > 0
            OR said.address !~* ('^(?:https?://[^ \t\n\r\f\v/?#@]+(?:[/?#][^ \t\n\r\f\v]*)?|mailto:[^ \t\n\r\f\v]+'
                                 '|tel:[+0-9][0-9 ().+-]*|/(?!/)[^ \t\n\r\f\v]*|#[^ \t\n\r\f\v]*)$'))
$function$;
