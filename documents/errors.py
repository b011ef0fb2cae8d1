"""Refusals of this package. Each message is one Indonesian sentence that can be shown as it is."""

from __future__ import annotations


class DocumentError(Exception):
    """code: the catalogue's code (§0.2); message: one Indonesian sentence that says what to do."""

    code = "E-FILE"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class FileRefused(DocumentError):
    """The file itself is not acceptable: empty, too large, of a wrong type, encrypted, with macros."""

    code = "E-FILE"


class UploadUnknown(DocumentError):
    """No such upload for this person: unknown, somebody else's or already used (no hint which)."""

    code = "E-REF"

    def __init__(
        self, message: str = "Berkas yang dirujuk tidak ditemukan. Unggah kembali berkas tersebut."
    ) -> None:
        super().__init__(message)


class AlreadyWithdrawn(DocumentError):
    """The version was withdrawn before; a withdrawal is final."""

    code = "E-STATE"


class StorageUnavailable(DocumentError):
    """The object store does not answer or refuses: try again later (HTTP 503). Nothing was saved."""

    code = "E-FILE"

    def __init__(self) -> None:
        super().__init__(
            "Penyimpanan dokumen sedang tidak dapat dihubungi. "
            "Berkas belum tersimpan; coba lagi beberapa saat lagi."
        )
