"""A stock Wagtail beside ours: its own settings, database and API, nothing of the house.

What a team would have on the first day: one page type with a StreamField, Wagtail's API v2 and
`add_child`, `save_revision`, `publish`. The house is compared with it; it is no part of the house.
"""
