from django.db.models import TextChoices


class State(TextChoices):
    BARU = "baru", "Baru"
    PERBAIKAN = "perbaikan", "Perbaikan"
    DISETUJUI = "disetujui", "Disetujui"
    NONAKTIF = "nonaktif", "Nonaktif"
    DITARIK = "ditarik", "Ditarik"


INITIAL = frozenset({State.BARU})
RESTING = frozenset({State.DISETUJUI})
TERMINAL = frozenset({State.NONAKTIF, State.DITARIK})
REVIEW = frozenset({State.BARU, State.PERBAIKAN})


class Level(TextChoices):
    """The three levels of JPT (SJ-02)."""

    UTAMA = "Utama", "Utama"
    MADYA = "Madya", "Madya"
    PRATAMA = "Pratama", "Pratama"
