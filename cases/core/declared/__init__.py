"""What a case type tells of itself. Imports no model: whoever declares is loaded before the tables are."""
