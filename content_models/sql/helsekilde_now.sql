-- The time by which it is decided what may be read, from when, and until when. Whatever asks, a web
-- process, a worker, a trigger or a query of the public, gets the answer here: the clock of the machine
-- that asks decides nothing. It is the time at which the running transaction began, so that all that one
-- transaction decides is decided at one moment. The functions belong to the owner: nobody else can
-- replace them. Their bodies are put into the query that calls them, so no plan changes by them.
CREATE OR REPLACE FUNCTION public.helsekilde_now()
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN now();
