"""The relations of newer office files: which parts there are and where they lead, by lists of what is allowed.

Of the kinds that office programs know only those below are in order; those of others (WPS, Google) they pass over.
Links that somebody must press, pictures and films of the web and links to other books are ordinary. Templates,
objects and frames from elsewhere, and add-ins of the web, are not.
"""

from __future__ import annotations

import re

from .refusals import PROGRAMS, REMOTE, Unacceptable
from .targets import LOCAL, NAME, SHARE, WEB, is_harmless, kind_of

#: What Word, Excel and PowerPoint understand; who else defines relations is not asked by them.
_KNOWN_MAKERS = re.compile(
    r"https?://(?:schemas\.openxmlformats\.org|schemas\.microsoft\.com|purl\.oclc\.org)/", re.I
)
#: What a reader shows without running it.
_SHOWN = {"image", "video", "audio", "media", "movie", "linkedimage"}
_BOOKS = {
    *("externallink", "externallinkpath", "externallinklongpath", "xlpathmissing"),
    *("xllibrary", "xllibrarypath", "xlstartup", "xlalternatestartup", "xlexternallinkpath"),
}
#: May stand outside of the file, but only on this machine.
_NEAR = {
    *("attachedtemplate", "oleobject", "package", "subdocument", "frame", "transform", "externalproperties"),
    *(
        "mailmergesource",
        "mailmergeheadersource",
        "mailmergerecipientdata",
        "recipientdata",
        "slideupdateinfo",
    ),
    *("slide", "slidemaster", "font", "officedocument", "customxml", "theme", "chart", "afchunk"),
}
#: Parts of the file itself, by the end of the relation's type.
_PARTS = frozenset(
    """officedocument core-properties extended-properties custom-properties thumbnail origin signature certificate
    customxml customxmlprops customproperty custompropertybag customdata customdataprops tags labelinfo
    classificationlabels smarttags recovered intelligence

    extendedproperties customproperties docpropsapp docpropscore docpropscustom

    styles styleswitheffects styleswithteffects settings websettings fonttable numbering footnotes endnotes
    comments commentsextended commentsids commentsextensible people header footer theme themeoverride glossarydocument
    keymapcustomizations bibliography documenttasks recipientdata mailmergerecipientdata afchunk font printersettings
    inkxml ink attachedtoolbars txbx webextension webextensiontaskpanes

    image hyperlink chart chartex chartusershapes chartstyle chartcolorstyle drawing vmldrawing legacydiagramtext
    legacydoctextinfo diagramdata diagramlayout diagramlayoutheader diagramquickstyle diagramcolors diagramcolorsheader
    diagramstyle diagramstyleheader diagramdrawing shapexml hdphoto model3d media audio video oleobject package control
    activexcontrolbinary ctrlprop

    worksheet chartsheet dialogsheet sharedstrings calcchain sheetmetadata metadata externallink table tablesinglecells
    pivottable pivotcachedefinition pivotcacherecords slicer slicercache timeline timelinecache xmlmaps connections
    querytable powerpivotdata threadedcomment person namedsheetview namedsheetviews featurepropertybag revisionheaders
    revisionlog usernames worksheetsortmap wssortmap volatiledependencies worksheetcomments
    rdrichvalue rdrichvaluestructure rdrichvaluetypes
    rdsupportingpropertybag rdsupportingpropertybagstructure rdarray rdrichvaluewebimage richvaluerel richstyles
    externallinkpath externallinklongpath xlpathmissing datamodel model survey

    slide slidelayout slidemaster notesslide notesmaster handoutmaster presprops viewprops tablestyles commentauthors
    authors slideupdateinfo changesinfo revisioninfo extensibility usercustomization stylesheet sections
    downrev inkaction

    xlbinaryindex thememanager themevariantmanager themevariant document pages page masters master windows
    solutions""".split()  # noqa: SIM905
)


#: Relations of a diagram, whose numbers may come from a book elsewhere as cells do (`ooxml` sees that it is one).
_DIAGRAM = re.compile(r"(?:.*/)?charts/_rels/[^/]+\.xml\.rels", re.I)


class Relations:
    """Reads one part `.rels`. Raises Unacceptable at the first relation that is not on the lists."""

    def __init__(self, part: str) -> None:
        self.diagram = _DIAGRAM.fullmatch(part) is not None

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name != "Relationship":
            return
        whole = attributes.get("Type", "").strip()
        kind = whole.rstrip("/").rpartition("/")[2].lower()
        if attributes.get("TargetMode", "").strip().lower() == "external":
            if self.diagram and kind in ("oleobject", "package"):
                kind = "externallink"  # Office asks before it reads that book, as it does for cells
            _judge_outside(kind, attributes.get("Target", ""))
        elif _KNOWN_MAKERS.match(whole) and kind not in _PARTS:
            raise Unacceptable(PROGRAMS)

    def end(self, name: str) -> None:
        """Nothing follows."""

    def text(self, data: str) -> None:
        """Relations have none."""


def _judge_outside(kind: str, target: str) -> None:
    where = kind_of(target)
    if kind == "hyperlink":
        allowed = is_harmless(target)
    elif kind in _BOOKS:
        allowed = where in (WEB, LOCAL, SHARE, NAME)
    elif kind in _SHOWN:
        allowed = where in (LOCAL, NAME) or re.match(r"\s*https?://", target, re.I) is not None
    else:
        allowed = kind in _NEAR and where in (LOCAL, NAME)
    if not allowed:
        raise Unacceptable(REMOTE)
