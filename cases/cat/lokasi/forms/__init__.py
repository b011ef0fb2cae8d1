"""Forms of a titik lokasi; field names are the identifiers of the catalogue."""
