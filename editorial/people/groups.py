"""The groups of the editorial house. No group implies another."""

AUTHORS = "Authors"
DESK = "Desk editors"
CLINICIANS = "Clinicians"
DUTY = "Duty editors"
CHIEF = "Editors-in-chief"
TECHNICAL = "Technical administrators"

ALL = (AUTHORS, DESK, CLINICIANS, DUTY, CHIEF, TECHNICAL)
