from documents.kinds import Kind

KINDS = (Kind("surat_peminjaman", "Surat permohonan peminjaman"),)
