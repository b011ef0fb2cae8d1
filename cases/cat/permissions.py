"""Who may, in an exam event (cat-bkn §0.3, §17): whoever holds the role on the case, above it, or on its place."""

from __future__ import annotations

from cases.core.declared.permissions import held
from workflows.predicates import Predicate, sistem

kepala_bkn = held("kepala_bkn", "Kepala BKN")
deputi = held("deputi", "Deputi")
ppss = held("ppss", "PPSS")
kanreg = held("kanreg", "Kantor Regional BKN setempat")
upt = held("upt", "UPT BKN")
ukt = held("ukt", "unit kerja teknis yang ditunjuk")
tpc = held("tpc", "Tim Pelaksana CAT BKN")
tlp = held("tlp", "tim pelaporan")
psi = held("psi", "Pansel Instansi")
instansi = held("instansi", "Instansi Pemerintah")
lembaga = held("lembaga", "lembaga pemohon")
#: The participant himself: he has no door yet, so nobody meets it today (ARCHITECTURE §9.13).
pst = Predicate("pst", may=lambda obj, actor: False, could=lambda actor: False, sentence="peserta sendiri")
#: Whoever asks for an event; which of them it is for a kind, a guard says (`pemohon_sesuai_jenis`).
pemohon = psi | instansi | lembaga

__all__ = [
    "deputi",
    "instansi",
    "kanreg",
    "kepala_bkn",
    "lembaga",
    "pemohon",
    "ppss",
    "psi",
    "pst",
    "sistem",
    "tlp",
    "tpc",
    "ukt",
    "upt",
]
