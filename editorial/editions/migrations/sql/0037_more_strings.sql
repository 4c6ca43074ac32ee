-- As 0033, for two functions that were written meanwhile.
ALTER FUNCTION editions_check_page(editions_edition) SET standard_conforming_strings = on;
ALTER FUNCTION editions_note_wish() SET standard_conforming_strings = on;
