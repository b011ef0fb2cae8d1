"""Forms of requests and decisions on them (SJ-125)."""

from cases.core.doing.forms import AlasanForm
from documents.fields import DocumentsField


class PermohonanForm(AlasanForm):
    surat_permohonan = DocumentsField(kind="surat_permohonan", minimum=1, label="Surat permohonan")


class TundaForm(AlasanForm):
    surat_penundaan = DocumentsField(kind="surat_penundaan", minimum=1, label="Surat penundaan")


class BatalkanForm(AlasanForm):
    surat_pembatalan = DocumentsField(kind="surat_pembatalan", minimum=1, label="Surat pembatalan")
