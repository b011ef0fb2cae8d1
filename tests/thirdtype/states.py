from django.db.models import TextChoices


class State(TextChoices):
    DIAJUKAN = "diajukan", "Diajukan"
    DISETUJUI = "disetujui", "Disetujui"
    DITUNDA = "ditunda", "Ditunda"
    SELESAI = "selesai", "Selesai"
    DITOLAK = "ditolak", "Ditolak"
    GUGUR = "gugur", "Gugur"


INITIAL = frozenset({State.DIAJUKAN})
TERMINAL = frozenset({State.SELESAI, State.DITOLAK, State.GUGUR})


class Ruang(TextChoices):
    AULA = "aula", "Aula"
    RAPAT = "rapat", "Ruang rapat"
