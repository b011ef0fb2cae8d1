from django.db.models import TextChoices

#: Name of the book.
KODE = "ketidakhadiran"


class State(TextChoices):
    TERBUKA = "terbuka", "Terbuka"
