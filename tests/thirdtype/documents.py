from documents.kinds import FILE_VID, Kind

KINDS = (
    Kind("surat_peminjaman", "Surat permohonan peminjaman"),
    Kind("rekaman_ruang", "Rekaman ruang", types=FILE_VID, retention=1),
)
