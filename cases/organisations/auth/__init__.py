"""Login, logout, passwords and the second factor (SJ-09, SJ-15)."""
