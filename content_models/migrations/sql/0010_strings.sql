-- A function in whose body a backslash stands is read in one way, whatever its caller's session says.
ALTER FUNCTION content_models_clinical(jsonb) SET standard_conforming_strings = on;
ALTER FUNCTION helsekilde_is_canonical(text) SET standard_conforming_strings = on;
