"""The groups of the editorial house. No group implies another."""

AUTHORS = "Authors"
DESK = "Desk editors"
CLINICIANS = "Clinicians"
DUTY = "Duty editors"
CHIEF = "Editors-in-chief"
TECHNICAL = "Technical administrators"

ALL = (AUTHORS, DESK, CLINICIANS, DUTY, CHIEF, TECHNICAL)

# Those that the database asks for: `people_gate_groups` is the same.
GATE = (CLINICIANS, DESK, DUTY, CHIEF, TECHNICAL)
