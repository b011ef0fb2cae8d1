"""Opening a .p12 file, as a program of its own that can be ended: OpenSSL holds the interpreter meanwhile.

Reads {"file", "passphrase"} from its standard input and writes {"key", "certificate", "chain"} to its
standard output, bytes in base64, missing ones null; exit status 3 when the file does not open. Runs without
Django: it starts in a quarter of a second.
"""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12

REFUSED = 3
MEMORY = 1024 * 1024 * 1024  # bytes of address space
CPU_SECONDS = 20  # whoever started it gives it up before


def main() -> int:
    given = json.load(sys.stdin)
    try:
        key, certificate, chain = pkcs12.load_key_and_certificates(
            base64.b64decode(given["file"]), given["passphrase"].encode()
        )
    except (ValueError, UnsupportedAlgorithm):
        return REFUSED
    found = {
        "key": key and _text(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
        "certificate": certificate and _text(certificate.public_bytes(Encoding.DER)),
        "chain": [_text(one.public_bytes(Encoding.DER)) for one in chain],
    }
    json.dump(found, sys.stdout)
    return 0


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from documents.fence import fence

    fence(MEMORY, CPU_SECONDS, nice=0)  # no core either: a passphrase would lie in it
    raise SystemExit(main())
