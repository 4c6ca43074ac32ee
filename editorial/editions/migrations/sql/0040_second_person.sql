-- The second person of a withdrawal is nobody who wished for it, and the digits of a notice are those of a telephone. What
-- was signed before a wish is put on no clock.

-- Are the sign-offs that an edition names enough? They must exist, stand, carry its clinical digest,
-- come from different people and out of one review that has not ended, be as many as its risk class asks for and
-- no older than its interval, and be younger than the last edition that said something else or carried a label
-- that this one drops: text that was replaced or withdrawn needs a new review. A wish to withdraw is a withdrawal
-- here, whether anything was public or not.
CREATE OR REPLACE FUNCTION public.editions_check_signoffs(e editions_edition)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    label jsonb := convert_from(e.envelope, 'UTF8')::jsonb -> 'editorial';
    boundary timestamptz;
    withdrawn timestamptz;
    policy record;
    named record;
BEGIN
    SELECT r.quorum, r.months INTO policy FROM content_models_riskclass r WHERE r.code = e.risk_class;
    IF policy.quorum IS NULL THEN
        PERFORM editions_refuse('The risk class ' || e.risk_class || ' is unknown.');
    END IF;
    SELECT max(published_at),
           max(published_at) FILTER (WHERE editions_needs_new_review(action, envelope, actor_id))
      INTO boundary, withdrawn FROM editions_edition
     WHERE content_id = e.content_id AND lang = e.lang AND number < e.number
       AND (clinical_digest <> e.clinical_digest OR action = 'withdrawn'
            OR editions_drops_label(
                envelope, coalesce((label ->> 'demonstration')::boolean, false),
                coalesce((label ->> 'machineTranslated')::boolean, false)));
    SELECT greatest(boundary, max(w.wished_at)), greatest(withdrawn, max(w.wished_at)) INTO boundary, withdrawn
      FROM editions_withdrawalwish w WHERE w.content_id = e.content_id AND w.lang = e.lang;
    SELECT count(*) AS standing, count(DISTINCT s.signed_by_id) AS people, count(DISTINCT s.review) AS reviews,
           min(helsekilde_day(s.signed_at)) AS oldest
      INTO named
      FROM (SELECT g.*, signoff_review(g.task_state_id, g.signed_by_id, g.revision_id) AS review
              FROM signoff_signoff g WHERE g.id = ANY (e.signoff_ids)) s
     WHERE s.clinical_digest = e.clinical_digest AND s.clinical_scheme = e.clinical_scheme
       AND s.content_id = e.content_id AND s.lang = e.lang AND s.role = 'clinical'
       AND s.review IS NOT NULL
       AND (boundary IS NULL OR s.signed_at > boundary)
       AND NOT EXISTS (
           SELECT 1 FROM wagtailcore_taskstate t
             JOIN wagtailcore_workflowstate w ON w.id = t.workflow_state_id
            WHERE t.id = s.task_state_id AND w.created_at <= withdrawn)
       AND NOT EXISTS (SELECT 1 FROM signoff_signoffrevocation r WHERE r.signoff_id = s.id);
    IF named.standing <> cardinality(e.signoff_ids) THEN
        PERFORM editions_refuse('A sign-off that the edition names does not stand for this text.');
    END IF;
    IF named.reviews > 1 THEN
        PERFORM editions_refuse('The sign-offs come from different reviews.');
    END IF;
    IF named.people < policy.quorum THEN
        PERFORM editions_refuse(format('Not signed: %s of %s sign-offs.', named.people, policy.quorum));
    END IF;
    IF e.action <> 'status'
       AND (named.oldest + make_interval(months => policy.months))::date < helsekilde_today() THEN
        PERFORM editions_refuse('A sign-off that the edition names is older than the review interval.');
    END IF;
END $function$;

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
    -- Nothing that is counted stands after a number, whatever stands before it.
    number CONSTANT text := '(113|116 ?117|116 ?123)(?![0-9]|[.,:/–—-][0-9]| ?(([mk]?g|mcg|[mcd]?l|ie|iu|m?mol|år|stk|pk)(?!'
        || letter || ')|tabl|kapsl|capsul|pill|dråp|drop|mikrog|microg|gram|liter|prosent|percent|proseanta|ganger|gonger'
        || '|times|timer|timar|hours|dager|dagar|days|uker|veker|weeks|years|enhet|eining|unit|ovttadat|dos|puff|skje|spoon))';
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

-- Whose a withdrawal is: who is named in it, and who wished for it, where it names nobody or somebody else. None of
-- them is the second person who reads it.
CREATE OR REPLACE FUNCTION public.editions_writers(edition bigint)
 RETURNS bigint[]
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT coalesce(array_agg(DISTINCT found.who) FILTER (WHERE found.who IS NOT NULL), '{}')
      FROM editions_edition e
     CROSS JOIN LATERAL (
           SELECT e.actor_id AS who
            UNION ALL
           SELECT w.actor_id FROM editions_withdrawalwish w
            WHERE w.content_id = e.content_id AND w.lang = e.lang AND w.number < e.number
              AND w.reason = convert_from(e.envelope, 'UTF8')::jsonb #>> '{edition,withdrawal,reason}'
              AND NOT EXISTS (SELECT 1 FROM editions_edition x
                               WHERE x.content_id = e.content_id AND x.lang = e.lang AND x.action = 'withdrawn'
                                 AND x.number > w.number AND x.number < e.number)) found
     WHERE e.id = edition AND e.action = 'withdrawn'
$function$;

-- A withdrawal is looked at by a second person: a duty editor or an editor-in-chief who neither wrote it nor wished
-- for it.
CREATE OR REPLACE FUNCTION public.editions_check_look()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM editions_edition e WHERE e.id = NEW.edition_id AND e.action = 'withdrawn') THEN
        PERFORM editions_refuse('Only a withdrawal has a notice to look at.');
    END IF;
    IF NEW.checked_by_id = ANY (editions_writers(NEW.edition_id)) THEN
        PERFORM editions_refuse('A second person looks at a withdrawal, not who wrote it.');
    END IF;
    IF NOT signoff_is_member(NEW.checked_by_id, ARRAY['Duty editors', 'Editors-in-chief']) THEN
        PERFORM editions_refuse('Only duty editors and editors-in-chief look at withdrawals.');
    END IF;
    NEW.checked_at := helsekilde_now();
    RETURN NEW;
END $function$;

-- The words and the reason of a withdrawal. What the system alone finds it must have found: here, or in the part of
-- a log that was lost and is told again from its signed heads, by an editor-in-chief.
CREATE OR REPLACE FUNCTION public.editions_check_notice(e editions_edition)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    said jsonb := convert_from(e.envelope, 'UTF8')::jsonb #> '{edition,withdrawal}';
    before record;
BEGIN
    IF jsonb_typeof(said -> 'notice') IS DISTINCT FROM 'string'
       OR said ->> 'reason' IS NULL
       OR said ->> 'reason' NOT IN (
           'unsafe', 'recalled', 'error', 'outdated', 'revoked', 'consolidated', 'expired', 'unpublished') THEN
        PERFORM editions_refuse('A withdrawal has a notice and one of the reasons.');
    END IF;
    -- What a wish says was asked when that was written, by the rule of the day.
    IF editions_line_faults(said ->> 'notice') <> '{}' AND NOT EXISTS (
        SELECT 1 FROM editions_withdrawalwish w
         WHERE w.content_id = e.content_id AND w.lang = e.lang AND w.notice = said ->> 'notice') THEN
        PERFORM editions_refuse('A notice has at most 300 characters and no digits but the telephone numbers.');
    END IF;
    IF said ->> 'reason' IN ('expired', 'revoked') AND EXISTS (
        SELECT 1 FROM editions_hold h
         CROSS JOIN LATERAL jsonb_array_elements((h.facts -> 'withdrawals') || (h.facts -> 'revocations')) f
         WHERE h.id > editions_answered(0) AND f ->> 'contentId' = e.content_id::text AND f ->> 'lang' = e.lang)
       AND signoff_is_member(e.actor_id, ARRAY['Editors-in-chief']) THEN
        RETURN;
    END IF;
    SELECT signoff_ids INTO before FROM editions_edition
     WHERE content_id = e.content_id AND lang = e.lang AND number = e.number - 1;
    IF said ->> 'reason' = 'expired' AND NOT EXISTS (
        SELECT 1 FROM editions_publicdocument d
         WHERE d.content_id = e.content_id AND d.lang = e.lang AND d.public_until <= helsekilde_now())
       AND NOT EXISTS (SELECT 1 FROM wagtailcore_page g
                        WHERE g.id = e.page_id AND g.expire_at <= helsekilde_now()) THEN
        PERFORM editions_refuse('The time of this text is not over.');
    END IF;
    IF said ->> 'reason' = 'revoked' AND NOT EXISTS (
        SELECT 1 FROM signoff_signoffrevocation r WHERE r.signoff_id = ANY (before.signoff_ids)) THEN
        PERFORM editions_refuse('No sign-off of this text was taken back.');
    END IF;
END $function$;
