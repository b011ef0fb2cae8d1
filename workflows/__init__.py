"""The engine: how a case moves. Knows no case type, no institution and no HTTP request."""
