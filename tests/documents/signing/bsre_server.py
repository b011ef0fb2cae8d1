"""Speaks the protocol of BSrE's eSign client service, and really signs; `mode` makes it misbehave.

Known signers: NIK -> passphrase; one of them has an expired certificate.
"""

import base64
import email
import email.policy
import io
import json
from typing import Literal

import pikepdf
from cryptography.hazmat.primitives.asymmetric import rsa
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps import TimeStamper

from documents.signing import pades

from .certificates import Authority, subject, usage
from .serving import Handler, LocalServer

USER, PASSWORD = "alur", "sandi-aplikasi"
NIK, EXPIRED_NIK, PASSPHRASE = "3171010101800001", "3171010101800002", "Rahasia#Sekali-42"
NUMBER = "0f3a9c11-aa"


class _Bsre(Handler):
    def do_POST(self) -> None:  # noqa: N802
        owner = self.server.owner
        content = self.content()
        if owner.mode == "hang":
            owner.hold.wait()
            return
        if not self._known():
            return
        if self.path != "/api/sign/pdf":
            self._complain(404, "Not Found", 404)
            return
        fields = self._fields(content)
        owner.received = {name: value for name, value in fields.items() if name != "file"}
        if owner.mode == "down":
            self._complain(500, "Internal Server Error", 500)
        elif fields["nik"] == EXPIRED_NIK.encode():
            self._complain(400, "Proses signing gagal : Sertifikat expired", 2021)
        elif fields["nik"] != NIK.encode():
            self._complain(404, "Proses signing gagal : User tidak terdaftar 2011", 404)
        elif fields["passphrase"] != PASSPHRASE.encode():
            self._complain(400, f"Passphrase anda salah: {fields['passphrase'].decode()}", 2031)
        else:
            self._deliver(fields["file"])

    def do_GET(self) -> None:  # noqa: N802
        if self.server.owner.mode == "slow_by_number":
            self.server.owner.hold.wait()
        elif self._known():
            assert self.path == f"/api/sign/download/{NUMBER}"
            self.answer(200, self.server.owner.kept, "application/pdf")

    def _deliver(self, pdf: bytes) -> None:
        owner = self.server.owner
        if owner.mode == "garbage":
            self.answer(200, b"<html>Selamat datang</html>", "application/pdf")
        elif owner.mode == "unsigned":
            self.answer(200, pdf, "application/pdf")
        elif owner.mode == "drip":
            self.answer(200, b"", "application/pdf", **{"Content-Length": "100000"})
            while not owner.hold.wait(0.1):
                self.wfile.write(b"%")
        elif owner.mode == "drip_headers":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-A: ")
            self.drip()
        elif owner.mode == "slow_by_number":
            owner.hold.wait(0.6)
            self.answer(200, b"{}", "application/json", id_dokumen=NUMBER)
        elif owner.mode == "endless":
            self.answer(200, b"%PDF-1.7\n" + b"0" * (len(pdf) + 8 * 1024 * 1024), "application/pdf")
        elif owner.mode == "rewritten":
            fresh = io.BytesIO()
            with pikepdf.open(io.BytesIO(pdf)) as opened:
                opened.save(fresh)
            self.answer(200, owner.signed(fresh.getvalue()), "application/pdf")
        elif owner.mode == "twice":
            self.answer(200, owner.signed(owner.signed(pdf)), "application/pdf")
        elif owner.mode == "by_number":
            owner.kept = owner.signed(pdf)
            self.answer(
                200, json.dumps({"id_dokumen": NUMBER}).encode(), "application/json", id_dokumen=NUMBER
            )
        else:
            self.answer(200, owner.signed(pdf), "application/pdf", id_dokumen=NUMBER)

    def _known(self) -> bool:
        expected = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if self.headers.get("Authorization") != expected:
            self._complain(401, "Unauthorized", 401)
            return False
        return True

    def _complain(self, status: int, text: str, code: int) -> None:
        self.answer(status, json.dumps({"error": text, "status_code": code}).encode(), "application/json")

    def _fields(self, content: bytes) -> dict[str, bytes]:
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        message = email.message_from_bytes(head + content, policy=email.policy.HTTP)
        return {
            part.get_param("name", header="content-disposition"): part.get_payload(decode=True)
            for part in message.iter_parts()
        }


class BsreServer(LocalServer):
    handler = _Bsre

    def __init__(self, authority: Authority) -> None:
        super().__init__()
        self.authority = authority
        self.mode = "ok"
        self.received: dict[str, bytes] = {}
        self.kept = b""

    def signed(self, pdf: bytes, stamps: TimeStamper | Literal["own"] | None = "own") -> bytes:
        """Signed as a foreign program would: a field of its own, no certification."""
        key = rsa.generate_private_key(65537, 2048)
        certificate = self.authority.issue(
            subject("SITI AMINAH"), key.public_key(), usage("digital_signature", "content_commitment")
        )
        number = pdf.count(b"/ByteRange")
        spec = SigFieldSpec(f"BSrE_{number}", invis_sig_settings=InvisSigSettings(box_out_of_bounds=True))
        metadata = PdfSignatureMetadata(
            spec.sig_field_name, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
        )
        signer = pades.signer_of(key, certificate, [self.authority.root])
        stamper = self.authority.timestamper() if stamps == "own" else stamps
        act = PdfSigner(metadata, signer, timestamper=stamper, new_field_spec=spec)
        output = io.BytesIO()
        act.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=output)
        return output.getvalue()
