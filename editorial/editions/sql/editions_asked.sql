-- What people have asked for that ends signatures of a text: when it was last stopped, whether a stop waits for the
-- log, and whether a signature under it is being taken back. Of a text of which nobody ever asked that, which is
-- nearly every one, the view is not looked at.
CREATE OR REPLACE FUNCTION public.editions_asked(content uuid, in_lang text)
 RETURNS TABLE(stopped_at timestamp with time zone, is_stopping boolean, is_taking_back boolean)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    SELECT EXISTS (
        SELECT 1 FROM editions_takingback t WHERE t.content_id = content AND t.lang = in_lang
           AND NOT EXISTS (SELECT 1 FROM signoff_signoffrevocation r WHERE r.signoff_id = t.signoff_id))
      INTO is_taking_back;
    is_stopping := false;
    IF EXISTS (SELECT 1 FROM editions_withdrawalwish x WHERE x.content_id = content AND x.lang = in_lang) THEN
        SELECT max(w.wished_at) FILTER (WHERE w.stops), coalesce(bool_or(w.waits AND w.stops), false),
               editions_asked.is_taking_back OR coalesce(bool_or(w.waits AND NOT w.stops), false)
          INTO stopped_at, is_stopping, is_taking_back
          FROM editions_wishing w WHERE w.content_id = content AND w.lang = in_lang;
    END IF;
    RETURN NEXT;
END $function$;
