"""What people may know of cases: every page, list, count, export, notice and answer of the API is read here."""
