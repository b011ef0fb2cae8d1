"""Refusals of this package. Each message is one Indonesian sentence that can be shown as it is."""

from __future__ import annotations


class DocumentError(Exception):
    """code: the catalogue's code (§0.2); message: one Indonesian sentence that says what to do; place: which of several
    things given it is about."""

    code = "E-FILE"
    place = 0

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class FileRefused(DocumentError):
    """The file itself is not acceptable: empty, too large, of a wrong type, encrypted, with macros."""

    code = "E-FILE"


class NotReadable(DocumentError):
    """The file is not handed out: it waits for the virus scanner, or is in quarantine."""

    code = "E-GUARD"


class UploadUnknown(DocumentError):
    """No such upload for this person: unknown, somebody else's or already used (no hint which)."""

    code = "E-REF"

    def __init__(
        self, message: str = "Berkas yang dirujuk tidak ditemukan. Unggah kembali berkas tersebut."
    ) -> None:
        super().__init__(message)


class LargeRefused(DocumentError):
    """A step of a large upload is refused. code: of the catalogue; field: what was wrong in what was sent."""

    def __init__(self, code: str, message: str, field: str = "") -> None:
        super().__init__(message)
        self.code, self.field = code, field


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


class StorageFull(StorageUnavailable):
    """There is no room to look at the file: try again later (HTTP 503). Nothing was saved."""

    def __init__(self) -> None:
        DocumentError.__init__(
            self,
            "Berkas belum tersimpan karena penyimpanan sementara sedang penuh; coba lagi beberapa saat lagi.",
        )


class PersonBusy(StorageUnavailable):
    """Another request of the same person holds their place for too long: try again later (HTTP 503)."""

    def __init__(self) -> None:
        DocumentError.__init__(
            self,
            "Berkas belum tersimpan karena kiriman lain dari akun Anda sedang diproses; coba lagi beberapa saat lagi.",
        )


class CredentialsRefused(DocumentError):
    """What the person gave to sign with is wrong, expired or not theirs to sign with; `field` names it."""

    code = "E-REF"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class SignerUnavailable(DocumentError):
    """The signing or timestamp service does not answer or refuses us: try again later (HTTP 503)."""

    code = "E-FILE"

    def __init__(
        self,
        message: str = "Layanan tanda tangan tidak dapat dihubungi; tidak ada yang tersimpan. "
        "Coba lagi beberapa saat lagi.",
    ) -> None:
        super().__init__(message)


class SignatureRefused(DocumentError):
    """The document cannot be signed as it is, or what came back is not this document and one signature."""

    code = "E-FILE"
