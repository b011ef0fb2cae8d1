"""A small third case type outside `cases/`, as docs/new-case-type.md leads to it. For tests only."""
