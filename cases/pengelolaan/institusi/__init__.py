"""Institutions: who is in the register, under which name, with whose accounts, and how one ends (SJ-17 … SJ-21)."""
