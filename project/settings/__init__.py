"""Settings: `dev` (make run), `test` (pytest) and `prod`, each on top of `base`."""
