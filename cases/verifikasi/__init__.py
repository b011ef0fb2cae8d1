"""Anyone can verify: a public page and API that say whether a document is genuine, and nothing else."""
