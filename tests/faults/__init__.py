"""Faults done for real, one module each, and what must hold meanwhile and afterwards.

`make faults` runs all of them whole and prints figures; the suite runs one round of each.
tests/faults/registry.py says what a module has.
"""
