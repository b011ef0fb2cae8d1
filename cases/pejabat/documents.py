from documents.kinds import Kind

KINDS = (Kind("sk_pejabat", "Scan SK pejabat"),)
