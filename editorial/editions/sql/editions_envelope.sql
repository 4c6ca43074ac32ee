-- The envelope that an edition must have: every member, and no other. The columns are compared with what the
-- database knows elsewhere (editions_check_order, _dates, _page); names come from the sign-offs' own rows.
CREATE OR REPLACE FUNCTION public.editions_envelope(e editions_edition, labels jsonb, withdrawal jsonb)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT jsonb_build_object('editorial', labels, 'edition', jsonb_build_object(
        'scheme', e.edition_scheme,
        'contentId', e.content_id,
        'lang', e.lang,
        'number', e.number,
        'action', e.action,
        'severity', e.severity,
        'path', e.path,
        'status', e.status,
        'publishedAt', helsekilde_timestamp(e.published_at),
        'firstPublishedAt', helsekilde_timestamp(e.first_published_at),
        'lastClinicalChange', helsekilde_timestamp(e.last_clinical_change),
        'lastReviewed', e.last_reviewed,
        'nextReviewDue', e.next_review_due,
        'publicUntil', helsekilde_timestamp(e.public_until),
        'clinicalScheme', e.clinical_scheme,
        'clinicalDigest', e.clinical_digest,
        'signOffs', (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                       'role', s.role, 'name', s.signer_name, 'profession', s.signer_profession,
                       'organisation', s.signer_organisation, 'signedAt', helsekilde_timestamp(s.signed_at),
                       'checklist', s.checklist_version) ORDER BY s.signed_at, s.id), '[]')
              FROM signoff_signoff s WHERE s.id = ANY (e.signoff_ids)),
        'withdrawal', withdrawal))
$function$;
