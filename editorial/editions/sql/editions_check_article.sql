-- Has the article the members of its scheme and no others, each of its kind? Who signs is believed to have read the
-- words; what is public beside them is not for anybody to add, and what readers' pages are made of is there. A picture
-- is served as its article says: so it is one of the types that pictures have here.
CREATE OR REPLACE FUNCTION public.editions_check_article(art jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF (WITH blocks AS MATERIALIZED (
            SELECT b AS value FROM jsonb_path_query(art, '$.sections[*].blocks[*]') b),
        parts (value, members) AS (
            SELECT art, '{type,lang,title,summary,riskClass,licence,synonyms,topics,audiences,lifeSituations,codes,sections,references,referencesWaiver}'::text[]
            UNION ALL
            SELECT t, '{id,name}' FROM unnest(ARRAY['topics', 'audiences', 'lifeSituations']) name
             CROSS JOIN LATERAL jsonb_path_query(art -> name, '$[*]') t
            UNION ALL
            SELECT c, '{system,code,display}' FROM jsonb_path_query(art, '$.codes[*]') c
            UNION ALL
            SELECT r, '{title,publisher,kind,identifierType,identifier,year,retrieved,evidenceLevel,evidenceScheme}'
              FROM jsonb_path_query(art, '$.references[*]') r
            UNION ALL
            SELECT s, '{id,aspect,heading,blocks}' FROM jsonb_path_query(art, '$.sections[*]') s
            UNION ALL
            SELECT b.value, CASE b.value ->> 'type'
                WHEN 'text' THEN '{id,type,html}'
                WHEN 'care_card' THEN '{id,type,level,heading,html,phone}'
                WHEN 'do_dont' THEN '{id,type,do,dont}'
                WHEN 'steps' THEN '{id,type,items}'
                WHEN 'table' THEN '{id,type,caption,headerRow,headerColumn,rows}'
                WHEN 'image' THEN '{id,type,media,alt,caption,credit}'
                WHEN 'video' THEN '{id,type,url,title,transcript}'
                WHEN 'questions' THEN '{id,type,items}'
                WHEN 'fact' THEN '{id,type,key,version,name,text}' END::text[]
              FROM blocks b
            UNION ALL
            SELECT i, CASE b.value ->> 'type' WHEN 'steps' THEN '{heading,html}' ELSE '{question,html}' END::text[]
              FROM blocks b CROSS JOIN LATERAL jsonb_path_query(b.value, '$.items[*]') i
            UNION ALL
            SELECT b.value -> 'media', '{sha256,contentType,width,height}' FROM blocks b WHERE b.value ? 'media')
        SELECT bool_and(jsonb_typeof(p.value) = 'object' AND p.members IS NOT NULL
                        AND p.value ?& p.members AND p.value - p.members = '{}'
                        AND NOT EXISTS (
            SELECT 1 FROM jsonb_each(CASE jsonb_typeof(p.value) WHEN 'object' THEN p.value ELSE '{}' END) m
             WHERE jsonb_typeof(m.value) <> ALL (CASE
                WHEN m.key IN ('synonyms', 'topics', 'audiences', 'lifeSituations', 'codes', 'sections', 'references',
                               'blocks', 'items', 'rows', 'do', 'dont') THEN '{array}'
                WHEN m.key IN ('headerRow', 'headerColumn') THEN '{boolean}'
                WHEN m.key IN ('version', 'width', 'height') THEN '{number}'
                WHEN m.key = 'year' THEN ARRAY['number','null']
                WHEN m.key = 'retrieved' THEN ARRAY['string','null']
                WHEN m.key = 'media' THEN '{object}'
                ELSE '{string}' END::text[])))
          FROM parts p) IS NOT TRUE
       OR EXISTS (
        SELECT 1 FROM jsonb_path_query(art, '$.synonyms[*]') t WHERE jsonb_typeof(t) <> 'string'
        UNION ALL
        SELECT 1 FROM unnest(ARRAY['do', 'dont', 'rows']) name
         CROSS JOIN LATERAL jsonb_path_query(art, '$.sections[*].blocks[*]') b
         CROSS JOIN LATERAL jsonb_path_query(b -> name, '$[*]') t
         WHERE jsonb_typeof(t) <> CASE name WHEN 'rows' THEN 'array' ELSE 'string' END
        UNION ALL
        SELECT 1 FROM jsonb_path_query(art, '$.sections[*].blocks[*].rows[*][*]') t WHERE jsonb_typeof(t) <> 'string'
        UNION ALL
        SELECT 1 FROM jsonb_path_query(art, '$.references[*]') r
         WHERE r ->> 'retrieved' IS NOT NULL
           AND CASE WHEN r ->> 'retrieved' ~ '^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-[0-9]{2}$'
                    -- The day is one of that month; the month's last comes the day before the next one begins.
                    THEN right(r ->> 'retrieved', 2)::int NOT BETWEEN 1 AND extract(
                        day FROM (left(r ->> 'retrieved', 7) || '-01')::date + interval '1 month' - interval '1 day')
                    ELSE true END)
       OR art @? '$.references[*].year ? (@ < 0 || @ > 32767)' THEN
        PERFORM editions_refuse('The article has members that do not belong there, or lacks some.');
    END IF;
    IF EXISTS (
        SELECT 1 FROM jsonb_path_query(art, '$.sections[*].blocks[*].media') m
         WHERE m ->> 'sha256' !~ '^[0-9a-f]{64}$' OR m ->> 'contentType' <> ALL (editions_picture_types())) THEN
        PERFORM editions_refuse('The article names a picture by no digest, or of a type that no picture of the house has.');
    END IF;
END $function$;
