"""What a signer asks of the person and gives back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import ClassVar, Literal

from documents.errors import CredentialsRefused


@dataclass(frozen=True)
class CredentialField:
    """One thing the form of the act asks for. It goes to the signer and is neither stored nor logged."""

    name: str
    label: str
    kind: Literal["text", "secret", "file"]
    required: bool = True


@dataclass(frozen=True)
class SignRequest:
    """One signature of one person. `identifier`: NIP or NIK, digits only.

    certify: the first signature of the document; final: the only one, after which nothing may change.
    """

    field: str
    name: str
    identifier: str
    role: str
    reason: str
    location: str
    certify: bool
    final: bool
    credentials: Mapping[str, str | bytes] = dataclass_field(default_factory=dict, repr=False)

    def secret(self, name: str) -> str:
        """A text among the credentials; CredentialsRefused when it is missing."""
        value = self.credentials.get(name, "")
        if not isinstance(value, str) or not value.strip():
            raise CredentialsRefused(name, "Isian ini wajib diisi.")
        return value


class Signer(ABC):
    """Signs a PDF on behalf of a person.

    demo: its signatures prove nothing outside a demonstration, and say so; fills_fields: it signs the
    field of the request, which must have been prepared; otherwise it adds a field of its own.
    """

    key: ClassVar[str]
    label: ClassVar[str]
    demo: ClassVar[bool] = False
    fills_fields: ClassVar[bool] = True
    credentials: ClassVar[tuple[CredentialField, ...]] = ()

    @abstractmethod
    def sign(self, pdf: bytes, request: SignRequest) -> bytes:
        """`pdf` and one timestamped signature more, as an incremental update.

        CredentialsRefused: a credential is wrong (names its field); SignerUnavailable: try again later;
        SignatureRefused: this document or certificate cannot be used. Nothing was changed then.
        """
