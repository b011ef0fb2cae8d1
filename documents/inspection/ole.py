"""Objects of other programs (OLE) by their class and their link: what opens them, and what they fetch ([MS-OLEDS]).

Objects are of any program: drawings, formulas, plans. Those that run a page, a script or a film of the network are not
taken; controls are only those of forms. Data of a program's own form (`Ole10Native` that packs no file) pass for the
programs that write it: formulas, drawings, clip art, Paint.
"""

from __future__ import annotations

import io
import re
import struct
from typing import Any

from .foreign import holds_program
from .reading import CFB
from .refusals import PROGRAMS, REMOTE, Unacceptable
from .targets import LOCAL, NAME, kind_of

#: Microsoft Forms and the boxes of web forms; other controls may be anything.
CONTROLS = re.compile(
    r"\{?(?:8BD21D[1-6]0-EC42-11CE-9E0D-00AA006002F3|D7053240-CE69-11CD-A777-00DD01143C57"
    r"|79176FB0-B7F2-11CE-97EF-00AA006D2776|DFD181E0-5E2F-11CE-A449-00AA004A803D|978C9E23-D4B0-11CE-BF2D-00AA003F40D0"
    r"|4C599241-6926-101B-9992-00000B65C6F9|6E182020-F460-11CE-9BCD-00AA00608E01|46E31370-3F7A-11CE-BED6-00AA00611080"
    r"|5512D1[0-9A-F]{2}-5CC6-11CF-8D67-00AA00BDCE1D|EAE50EB0-4A62-11CE-BED6-00AA00611080)\}?\Z",
    re.I,
)
#: Browsers and pages, scripts and their hosts, the shell of Windows and its shortcuts, players of films and programs.
_RUNNING = re.compile(
    r"EAB22AC3-30C1-11CF-A7EB-0000C05BAE0B|8856F961-340A-11D0-A96B-00C04FD705A2|25336920-03F9-11CF-8FD0-00AA00686F13"
    r"|3050F[0-9A-F]{3}-98B5-11CF-BB82-00AA00BDCE0B|2D36020[0-9]-FFF5-11D1-8D03-00A0C959BC0A"
    r"|06290BD[0-9A-F]-48AA-11D2-8432-006008C3FBFC|AE24FDAE-03C6-11D1-8B76-0080C744F389"
    r"|F414C26[0-9A-F]-6AC0-11CF-B6D1-00AA00BBBB58|B54F3741-5B07-11CF-A4B0-00AA004A55E8"
    r"|0E59F1D[0-9A-F]-1FBE-11D0-8FF2-00A0D10038BC|72C24DD5-D70A-438B-8A42-98424B88AFB8"
    r"|F935DC22-1CF0-11D0-ADB9-00C04FD58A0B|13709620-C279-11CE-A49E-444553540000|9BA05972-F6A8-11CF-A442-00A0C90A8F39"
    r"|C08AFD90-F2A1-11D1-8455-00A0C91F3880|00021401-0000-0000-C000-000000000046|ECABB0C7-7F19-11D2-978E-0000F8757E2A"
    r"|D27CDB6[0-9A-F]-AE6D-11CF-96B8-444553540000|6BF52A52-394A-11D3-B153-00C04F79FAA6"
    r"|22D6F312-B0F6-11D0-94AB-0080C74C7E95|DFEAF541-F3E1-4C24-ACAC-99C30715084A|8AD9C840-044E-11D1-B3E9-00805F499D93",
    re.I,
)
#: Two generations of formulas, Microsoft Draw, the clip art gallery, Paint, the recorder of sounds.
_OWN = re.compile(
    r"(?:0002CE0[23]|0003000[7ABD]|00030026|00021290)-0000-0000-C000-000000000046|D3E34B21-9D75-101A-8C3D-00AA001A1652",
    re.I,
)
_CONTROL = "\x03ocxname"


def judge_classes(container: Any, paths: list[list[str]]) -> None:
    """Raise Unacceptable for an object in this compound file that a browser, a script or a player would open.

    paths: its streams.
    """
    if any(entry is not None and _RUNNING.match(entry.clsid or "") for entry in container.direntries):
        raise Unacceptable(PROGRAMS)
    for path in paths:
        if path[-1].lower() == _CONTROL and not CONTROLS.match(class_of(container, path)):
            raise Unacceptable(PROGRAMS)


def class_of(container: Any, path: list[str]) -> str:
    """Of the object that this stream belongs to."""
    return str((container.getclsid(path[:-1]) if path[:-1] else container.root.clsid) or "")


def keeps_its_own(name: str, data: bytes) -> bool:
    """Whether these native data are of a program on the list, in its own form."""
    if not _OWN.match(name) or attacks_formulas(data):
        return False
    return CFB not in data and not holds_program(io.BytesIO(data))


#: A font of a formula has a name of at most 32 bytes; a longer one runs over its place in the old editor of formulas.
_LONG_FONT = re.compile(rb"\x08[\x00-\xff]{2}[^\x00]{44}", re.DOTALL)


def attacks_formulas(data: bytes) -> bool:
    """Whether a font is so named in the beginning of a formula, where what attacks that editor stands."""
    return _LONG_FONT.search(data[:200]) is not None


def _moniker(name: str) -> bytes:
    first, second, third, *rest = name.split("-")
    return struct.pack("<IHH", int(first, 16), int(second, 16), int(third, 16)) + bytes.fromhex("".join(rest))


_FILE = _moniker("00000303-0000-0000-C000-000000000046")
_ADDRESS = _moniker("79EAC9E0-BAF9-11CE-8C82-00AA004BA90B")
#: Scripts, services, objects made anew.
_MAKING = tuple(
    _moniker(name)
    for name in (
        *("06290BD0-48AA-11D2-8432-006008C3FBFC", "06290BD3-48AA-11D2-8432-006008C3FBFC"),
        *("ECABB0C7-7F19-11D2-978E-0000F8757E2A", "ECABAFC6-7F19-11D2-978E-0000F8757E2A"),
        *("0000031A-0000-0000-C000-000000000046", "ECABAFC9-7F19-11D2-978E-0000F8757E2A"),
    )
)


_LONGEST_PATH = 4096  # bytes


def judge_link(content: bytes) -> None:
    """A stream `\\x01Ole`: where a linked object lies. Raises Unacceptable unless that is a file of this machine."""
    if any(one in content for one in _MAKING):
        raise Unacceptable(PROGRAMS)
    if _ADDRESS in content:
        raise Unacceptable(REMOTE)
    at = content.find(_FILE)
    while at >= 0:
        head = at + len(_FILE)
        length = int.from_bytes(content[head + 2 : head + 6], "little")
        path = content[head + 6 : head + 6 + min(length, _LONGEST_PATH)].split(b"\0", 1)[0].decode("latin-1")
        if kind_of(path) not in (LOCAL, NAME):
            raise Unacceptable(REMOTE)
        at = content.find(_FILE, head)
