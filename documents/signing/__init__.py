"""Electronic signatures in PDF (PAdES): prepared fields, signers behind one interface, verification.

fields: empty fields, before the first signature; signers: what the form asks and the act calls; demo,
pkcs12, bsre: the signers; choice: the one the settings name; pades: the incremental update they share;
timestamps: RFC 3161; exchange: HTTP; trust: whose certificates count; verification: what anyone may ask
of a file; examination: how it is answered; facts: the answer.

Knows no case, no user and no request (spec: catalogue of CAT, §13.10 and §16.8, CB-239).
"""

from .choice import signer
from .facts import SignatureFact, Verification
from .fields import prepare_fields
from .signers import CredentialField, Signer, SignRequest
from .verification import verify

__all__ = [
    "CredentialField",
    "SignRequest",
    "SignatureFact",
    "Signer",
    "Verification",
    "prepare_fields",
    "signer",
    "verify",
]
