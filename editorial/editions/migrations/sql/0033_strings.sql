-- A function in whose body a backslash stands is read in one way, whatever its caller's session says.
ALTER FUNCTION editions_line_faults(text) SET standard_conforming_strings = on;
ALTER FUNCTION editions_check_schedule() SET standard_conforming_strings = on;
