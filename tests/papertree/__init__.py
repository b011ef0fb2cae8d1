"""A meeting and its sittings: cases in a tree whose acts call for documents that holders of roles sign."""
