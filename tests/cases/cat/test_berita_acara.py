"""The berita acara of postponements and cancellations: made, signed, and told (§13.3, §13.4)."""

from __future__ import annotations

from typing import Any

import pytest

from cases.dokumen.models import Dokumen
from workflows.errors import Refused

from . import planted as tree
from .usul import ACTIVITIES, Tree


@pytest.fixture
def wood(exam: Any) -> Tree:
    return Tree(exam)


def made(wood: Tree, kind: str, scope: Any) -> tuple[Any, Any]:
    """(the proposal, its document waiting for signatures)"""
    usul = wood.coordinated(wood.propose(kind, scope), paper=True)
    wood.settle()
    return usul, tree.again(Dokumen.objects.get(induk=usul.pk))


def sign(wood: Tree, paper: Any, who: str) -> Any:
    wood.do(paper, "tanda_tangani", who, sidik=tree.again(paper).berkas.sha256)
    return tree.again(paper)


def refused(press: Any) -> str:
    with pytest.raises(Refused) as caught:
        press()
    return caught.value.code


@pytest.mark.req("CB-76", "CB-122", "CB-143", "CB-220")
def test_of_a_postponement_the_team_and_the_pansel_sign(wood: Tree) -> None:
    pn, paper = made(wood, "penundaan", wood.place)
    assert (paper.jenis, paper.state, paper.case.parent_id) == ("ba_penundaan", "menunggu_ttd", pn.pk)
    assert [row.role for row in paper.signers] == ["tpc", "psi"]
    paper = sign(wood, paper, "pansel_jaksel")
    assert (paper.state, tree.again(pn).ba) == ("menunggu_ttd", False)
    paper = sign(wood, paper, "tpc2")
    wood.settle()
    assert (paper.state, tree.again(pn).ba) == ("ditandatangani", True)
    wood.approve(pn)
    wood.settle()
    assert wood.states(pn, wood.place) == ["berlaku", "ditunda"]


@pytest.mark.req("CB-219")
def test_it_says_what_the_form_asks_for(wood: Tree) -> None:
    """Lamp. 5 (CB-219)."""
    pn, paper = made(wood, "penundaan", wood.place)
    told = {row["label"]: row["value"] for row in paper.isi["rincian"]}
    assert told.keys() == {
        "Jenis seleksi", "Hari", "Tanggal", "Tempat", "Sebab penundaan (Sarana tidak berfungsi)", "Nomor kasus",
    }  # fmt: skip
    assert told["Jenis seleksi"] == "Pengadaan calon PNS — SKD"
    assert told["Tempat"] == wood.place.tempat.nama
    assert told["Sebab penundaan (Sarana tidak berfungsi)"] == "Genset rusak."
    assert [row[1] for row in paper.isi["tabel"][0]["baris"]] == [row["uraian"] for row in ACTIVITIES]
    coordination, schedule = paper.isi["pernyataan"]
    assert "Panitia Seleksi Instansi" in coordination
    assert "Kepala Kantor Regional BKN" in coordination
    assert "Perubahan jadwal" in schedule
    assert told["Nomor kasus"] == pn.case.number


@pytest.mark.req("CB-79", "CB-127", "CB-222", "CB-223")
def test_of_a_cancellation_the_team_alone_signs(wood: Tree) -> None:
    """Lamp. 6 (CB-222, CB-223)."""
    pb, paper = made(wood, "pembatalan", wood.sessions[0])
    assert [row.role for row in paper.signers] == ["tpc"]
    assert paper.isi["rincian"][3]["value"] == wood.sessions[0].case.title
    (coordination,) = paper.isi["pernyataan"]
    assert "Panitia Seleksi" not in coordination
    wood.approve(pb)
    wood.settle()
    assert wood.states(pb) == ["dikoordinasikan"]
    sign(wood, paper, "tpc1")
    wood.settle()
    assert wood.states(pb, wood.sessions[0]) == ["berlaku", "dibatalkan"]


@pytest.mark.parametrize("who", ["kanreg", "deputi", "bogor"])
def test_nobody_else_signs(wood: Tree, who: str) -> None:
    _, paper = made(wood, "penundaan", wood.place)
    assert refused(lambda: sign(wood, paper, who)) in ("E-PERM", "E-HIDE", "E-GUARD")


def test_nobody_signs_for_both(wood: Tree) -> None:
    _, paper = made(wood, "penundaan", wood.place)
    sign(wood, paper, "tpc1")
    assert refused(lambda: sign(wood, paper, "tpc2")) in ("E-GUARD", "E-PERM")
    assert refused(lambda: sign(wood, paper, "tpc1")) in ("E-GUARD", "E-PERM")
