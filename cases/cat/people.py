"""The people of the demo's exam event (ARCHITECTURE §6). Who is of a team is appointed to it by the event itself."""

from __future__ import annotations

from cases.organisations.demo import JAKSEL, Person
from cases.organisations.roles import Role

PEOPLE = (
    Person(
        "kepala_bkn", "Kepala BKN", Role.PEGAWAI, "Kepala Badan Kepegawaian Negara", holds=("kepala_bkn",)
    ),
    Person("deputi", "Deputi SINKA", Role.PEGAWAI, "Deputi Sistem Informasi Kepegawaian", holds=("deputi",)),
    Person("ppss", "Petugas PPSS", Role.PEGAWAI, "Kepala PPSS", holds=("ppss",)),
    Person(
        "kanreg",
        "Kanreg V Jakarta",
        Role.PEGAWAI,
        "Kepala Kantor Regional V",
        holds=("kanreg",),
        on={"area": "31"},
    ),
    Person("tpc1", "Tim Pelaksana 1", Role.PEGAWAI, "Anggota Tim Pelaksana CAT", nip="198604122010121002"),
    Person("tpc2", "Tim Pelaksana 2", Role.PEGAWAI, "Anggota Tim Pelaksana CAT", nip="199002172015032001"),
    Person("pelapor", "Tim Pelaporan", Role.PEGAWAI, "Anggota Tim Pelaporan"),
    Person(
        "pansel_jaksel",
        "Pansel Jakarta Selatan",
        Role.PETUGAS_INSTITUSI,
        "Sekretaris Panitia Seleksi",
        JAKSEL,
        "198107092006041003",
        holds=("psi",),
        acts=False,
    ),
)
