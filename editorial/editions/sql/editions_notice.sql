-- What the public reads of a document while a wish hides it: its signed title and the notice.
CREATE OR REPLACE FUNCTION public.editions_notice(document bytea, reason text, notice text, replacement uuid, wished_at timestamp with time zone)
 RETURNS bytea
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT convert_to(jsonb_build_object(
               'article', jsonb_build_object('lang', d -> 'article' -> 'lang', 'title', d -> 'article' -> 'title',
                                             'type', d -> 'article' -> 'type'),
               'edition', (d -> 'edition') || jsonb_build_object(
                   'action', 'withdrawn', 'status', 'withdrawn', 'publicUntil', NULL, 'signOffs', '[]'::jsonb,
                   'publishedAt', moment,
                   'withdrawal', jsonb_build_object('reason', reason, 'notice', notice,
                                                    'replacement', replacement, 'withdrawnAt', moment)),
               'editorial', d -> 'editorial')::text, 'UTF8')
      FROM (SELECT convert_from(document, 'UTF8')::jsonb AS d,
                   to_char(wished_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS moment) said
$function$;
