"""The roles of an exam event (cat-bkn §0.3, §17): who holds them is data (`organisations.CaseRole`)."""

from __future__ import annotations

from cases.organisations.roles import On, Power, RoleKind, Sisi

#: The types of the tree; the signed documents of its cases stand in it too.
TREE = frozenset({"event", "lokasi", "sesi", "penundaan", "pembatalan", "disabilitas"})
_READS = frozenset({Power.READ_TYPES})
_EVERYTHING = frozenset({On.EVERYTHING})


def _role(key: str, label: str, side: Sisi, *on: On) -> RoleKind:
    return RoleKind(key, label, side, frozenset(on), _READS, reads=TREE)


KEPALA_BKN = _role("kepala_bkn", "Kepala BKN", Sisi.KASN, On.EVERYTHING)
DEPUTI = _role("deputi", "Deputi", Sisi.KASN, On.EVERYTHING)
PPSS = _role("ppss", "PPSS", Sisi.KASN, On.EVERYTHING)
KANREG = _role("kanreg", "Kantor Regional BKN", Sisi.KASN, On.AREA, On.UNIT)
UPT = _role("upt", "UPT BKN", Sisi.KASN, On.UNIT)
UKT = _role("ukt", "Unit kerja teknis", Sisi.KASN, On.CASE)
TPC = _role("tpc", "Tim Pelaksana CAT BKN", Sisi.KASN, On.CASE)
TLP = _role("tlp", "Tim pelaporan", Sisi.KASN, On.CASE)
PSI = _role("psi", "Pansel Instansi", Sisi.INSTITUSI, On.INSTITUTION, On.CASE)
INSTANSI = _role("instansi", "Instansi Pemerintah", Sisi.INSTITUSI, On.INSTITUTION)
LEMBAGA = _role("lembaga", "Lembaga penyelenggara", Sisi.INSTITUSI, On.INSTITUTION)

ROLES = (KEPALA_BKN, DEPUTI, PPSS, KANREG, UPT, UKT, TPC, TLP, PSI, INSTANSI, LEMBAGA)
