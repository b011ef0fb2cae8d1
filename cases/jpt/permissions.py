"""Who may, in a selection and for its candidates (§14). The catalogue's actors are those of cases.core."""

from cases.core.declared.permissions import institusi, petugas_ditunjuk
from cases.organisations.predicates import kasn_komisioner, penyelia, petugas_kasn
from workflows.predicates import sistem

#: Decides on postponement, continuation and cancellation (SJ-125).
pemutus = petugas_ditunjuk | kasn_komisioner
#: Writes in the dialogue (SJ-77).
peserta_dialog = petugas_ditunjuk | institusi

__all__ = [
    "institusi",
    "kasn_komisioner",
    "pemutus",
    "penyelia",
    "peserta_dialog",
    "petugas_ditunjuk",
    "petugas_kasn",
    "sistem",
]
