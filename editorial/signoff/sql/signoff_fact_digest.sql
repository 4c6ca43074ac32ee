-- What the signature of a version covers, in canonical form (RFC 8785): `FactVersion.wording_digest`.
CREATE OR REPLACE FUNCTION public.signoff_fact_digest(v content_models_factversion)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT encode(sha256(convert_to(
               '{"fact":' || to_json(f.key)::text || ',"text":{"en":' || to_json(coalesce(v.text_en, ''))::text
               || ',"nb":' || to_json(coalesce(v.text_nb, ''))::text
               || ',"nn":' || to_json(coalesce(v.text_nn, ''))::text
               || ',"se":' || to_json(coalesce(v.text_se, ''))::text
               || '},"version":' || v.number || '}', 'UTF8')), 'hex')
      FROM content_models_fact f WHERE f.id = v.fact_id
$function$;
