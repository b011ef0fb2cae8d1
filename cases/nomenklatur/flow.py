"""Whose turn it is in a nomenklatur (SJ-136)."""

from viewflow import this

from cases.core.declared.turns import choosing_petugas, deciding_request, petugas_of, review_due
from cases.core.models import CaseProcess, CaseTask
from cases.organisations.pools import POOL_INSTITUSI
from workflows.flow import CaseFlow, Lane, Turn

from .states import State


class NomenklaturFlowV1(CaseFlow):
    """Registration and review."""

    process_class = CaseProcess
    task_class = CaseTask

    pilih = choosing_petugas("pilih_petugas", State.BARU)
    telaah = Turn(
        "Telaah nomenklatur",
        "setujui",
        "perbaikan",
        when=lambda n: n.state == State.BARU and n.case.assignee_id is not None,
        owner=petugas_of,
        due_at=review_due,
    )
    perbaiki = Turn(
        "Perbaiki nomenklatur",
        "kirim_perbaikan",
        "tarik",
        "batalkan_perubahan",
        when=lambda n: n.state == State.PERBAIKAN,
        pool=POOL_INSTITUSI,
    )
    utama = Lane(this.pilih, this.telaah, this.perbaiki)


class NomenklaturFlowV2(NomenklaturFlowV1):
    """With the request to deactivate in a lane of its own."""

    putuskan = deciding_request(
        "Putuskan nonaktif", "setujui_nonaktif", "tolak_nonaktif", states={State.DISETUJUI}
    )
    permohonan = Lane(this.putuskan)
