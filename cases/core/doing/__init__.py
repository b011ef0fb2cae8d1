"""What changes a case, around the gate: opening, evidence, drafts, several at once, notices, retention."""
