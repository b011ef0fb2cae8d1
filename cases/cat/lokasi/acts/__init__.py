"""The acts of a titik lokasi: getting ready, the days of the exam, and what comes from elsewhere."""
