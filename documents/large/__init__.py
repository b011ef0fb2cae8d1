"""Large files (recordings up to 50 GB, CB-117): straight to the store in parts, resumable, then checked.

sending: what the sender does; checking: what the worker does before the file counts.
"""

from .checking import check_next
from .sending import (
    URL_SECONDS,
    Progress,
    SignedPart,
    begin,
    finish,
    get_own,
    give_up,
    progress_of,
    sign_parts,
    spared_parts,
    sweep_expired,
)

__all__ = [
    "URL_SECONDS",
    "Progress",
    "SignedPart",
    "begin",
    "check_next",
    "finish",
    "get_own",
    "give_up",
    "progress_of",
    "sign_parts",
    "spared_parts",
    "sweep_expired",
]
