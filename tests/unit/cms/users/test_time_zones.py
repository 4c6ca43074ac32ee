"""A person chooses a time zone that every browser knows, too."""

from wagtail.admin.localization import get_available_admin_time_zones


def test_only_places_and_the_time_of_all_are_offered():
    offered = get_available_admin_time_zones()
    assert {"Europe/Oslo", "UTC"} <= set(offered)
    # Names that a machine's own files have besides.
    assert not {"localtime", "Factory", "posixrules", "leapseconds"} & set(offered)
    assert [zone for zone in offered if "/" not in zone] == ["UTC"]
