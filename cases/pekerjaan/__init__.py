"""Failed jobs and deadlines: what waits for a supervisor, and what became of it."""
