-- Is the HTML of the article what the editor's door lets through, and are its addresses of a known kind? Whoever
-- forges a signature binds what they like; a script, a frame or a link that leads elsewhere than it seems to is none of
-- it. Words that stand in the log are read to the letter, and so is an address in words that somebody signed before
-- the rules of scheme 2 began to be kept: no rule that is younger than a signature voids it. All fragments are read as
-- one, with a line break between them: no tag that the door writes goes past its bracket.
CREATE OR REPLACE FUNCTION public.editions_check_html(e editions_edition, art jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET standard_conforming_strings TO 'on'
AS $function$
DECLARE
    words text;
    began timestamptz;
BEGIN
    IF EXISTS (SELECT 1 FROM editions_edition x
                WHERE x.content_id = e.content_id AND x.lang = e.lang AND x.number < e.number
                  AND x.clinical_digest = e.clinical_digest) THEN
        RETURN;
    END IF;
    SELECT min(c.since) INTO began FROM content_models_riskclasschange c;
    SELECT string_agg(f #>> '{}', '<br>') INTO words FROM unnest(ARRAY[
            '$.sections[*].blocks[*].html', '$.sections[*].blocks[*].transcript', '$.sections[*].blocks[*].do[*]',
            '$.sections[*].blocks[*].dont[*]', '$.sections[*].blocks[*].items[*].html']::jsonpath[]) place
     CROSS JOIN LATERAL jsonb_path_query(art, place) f;
    IF strpos(content_models_html_left(words), '<') > 0 THEN
        PERFORM editions_refuse('The article has HTML that the door does not let through.');
    END IF;
    IF EXISTS (
        SELECT 1 FROM unnest(content_models_links_unknown(words)) address
         WHERE NOT EXISTS (
            SELECT 1 FROM signoff_signoff s
              JOIN wagtailcore_revision r ON r.id = s.revision_id
             CROSS JOIN LATERAL jsonb_path_query((r.content ->> 'body')::jsonb, 'strict $.**') v
             WHERE s.page_id = e.page_id AND s.signed_at < began
               AND jsonb_typeof(v) = 'string' AND strpos(v #>> '{}', ' href="' || address || '"') > 0)) THEN
        PERFORM editions_refuse('The article has a link to an address of no known kind.');
    END IF;
    IF EXISTS (
        SELECT 1 FROM jsonb_path_query(art, '$.sections[*].blocks[*] ? (@.type == "video").url') u
         WHERE u #>> '{}' !~ '^https://'
        UNION ALL
        SELECT 1 FROM jsonb_path_query(art, '$.references[*] ? (@.identifierType == "URL").identifier') u
         WHERE u #>> '{}' !~ '^https?://[^ \t\n\r\f\v]+$') THEN
        PERFORM editions_refuse('A video or a source has an address that is not one of the web.');
    END IF;
    -- What stands before an @ reads as the address and is a name: whoever follows it comes to what stands behind.
    IF EXISTS (
        SELECT 1 FROM (
            SELECT u FROM jsonb_path_query(art, '$.sections[*].blocks[*] ? (@.type == "video").url') u
            UNION ALL
            SELECT u FROM jsonb_path_query(art, '$.references[*] ? (@.identifierType == "URL").identifier') u) said
         WHERE u #>> '{}' !~* '^https?://[^ \t\n\r\f\v/?#@\\]+([/?#]|$)'
           AND NOT EXISTS (
            SELECT 1 FROM signoff_signoff s
              JOIN wagtailcore_revision r ON r.id = s.revision_id
             CROSS JOIN LATERAL (
                SELECT jsonb_path_query((r.content ->> 'body')::jsonb, 'strict $.**') AS v
                UNION ALL SELECT jsonb_path_query(r.content, '$.evidence_references[*].identifier')) kept
             WHERE s.page_id = e.page_id AND s.signed_at < began AND kept.v = u)) THEN
        PERFORM editions_refuse('A video or a source has an address that does not say plainly where it leads.');
    END IF;
END $function$;
