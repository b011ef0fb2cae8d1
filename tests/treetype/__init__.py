"""A tree of three types that the product does not have: what reaches over one press is tried on it."""
