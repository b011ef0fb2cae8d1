"""Who is away and who stands in meanwhile: a register of its own (ARCHITECTURE §9.1, SCREENS: calendar of absences)."""
