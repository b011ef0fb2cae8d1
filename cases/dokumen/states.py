"""States of a signed document (§16.8), and those in which it is somebody's turn."""

from django.db.models import TextChoices


class State(TextChoices):
    KONSEP = "konsep", "Konsep"
    MENUNGGU_TTD = "menunggu_ttd", "Menunggu tanda tangan"
    DITANDATANGANI = "ditandatangani", "Ditandatangani"
    TERKIRIM = "terkirim", "Terkirim"
    TERUNGGAH = "terunggah", "Terunggah ke MST"
    DIBATALKAN = "dibatalkan", "Dibatalkan"


INITIAL = frozenset({State.KONSEP})
RESTING = frozenset({State.TERKIRIM})
TERMINAL = frozenset({State.TERUNGGAH, State.DIBATALKAN})
#: Sent for good: what the public verification knows.
SENT = frozenset({State.TERKIRIM, State.TERUNGGAH})
