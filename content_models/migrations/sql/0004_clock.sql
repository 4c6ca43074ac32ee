-- The time by which it is decided what may be read, from when, and until when. Whatever asks, a web
-- process, a worker, a trigger or a query of the public, gets the answer here: the clock of the machine
-- that asks decides nothing. It is the time at which the running transaction began, so that all that one
-- transaction decides is decided at one moment. The functions belong to the owner: nobody else can
-- replace them. Their bodies are put into the query that calls them, so no plan changes by them.
CREATE FUNCTION helsekilde_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
RETURN pg_catalog.now();

-- The day in the house's own time zone, whatever the session's is.
CREATE FUNCTION helsekilde_today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
RETURN (helsekilde_now() AT TIME ZONE 'Europe/Oslo')::date;

GRANT EXECUTE ON FUNCTION helsekilde_now(), helsekilde_today() TO PUBLIC;
