"""Institutions, people, roles, working calendar, object permissions and login."""
