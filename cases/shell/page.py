"""What every page of the shell shares: login, finding objects without telling strangers, where it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Concatenate

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cases.core.declared.manifest import CaseType, ChildType
from cases.core.declared.registry import case_type
from cases.core.doing.subjects import CaseChild, CaseDetail
from cases.core.models import Case
from cases.core.reading.filters import TICKED, FilterForm
from cases.core.reading.paging import Page, bounded_count
from cases.core.reading.rights import read_rights
from cases.core.reading.selectors import get_case_for, get_subject_for, unseen
from cases.core.reading.sight import sees_everything
from cases.organisations.badan import in_words
from cases.organisations.permissions import administers, holds_nothing, reads
from cases.organisations.requests import AccountRequest
from workflows.access import log_access
from workflows.errors import E_PERM, Reason, Refused
from workflows.showing import showing

from .lapsed import Again, ended, site_address

#: What `page` takes: the address gives the other arguments. What it makes answers everybody.
View = Callable[Concatenate[AccountRequest, ...], HttpResponseBase]
Answers = Callable[..., HttpResponseBase]


#: What somebody reads whose last role has ended: nobody else tells.
NOTHING_HELD = in_words(
    "Tidak ada penugasan Anda yang berlaku saat ini. Bila seharusnya masih berlaku, hubungi Admin {badan}."
)
_PART_ALONE = in_words(
    "Halaman ini memuat data seluruh Indonesia, sedangkan peran Anda berlaku pada sebagian wilayah, unit, atau "
    "institusi. Bila memerlukannya, hubungi Admin {badan}."
)


def page(
    *methods: str,
    belongs: Callable[..., str] | None = None,
    again: Again | None = None,
    file: bool = False,
) -> Callable[[View], Answers]:
    """A page behind the login that no cache keeps; GET only unless methods are named.

    belongs: of what takes only a POST, the address of the page it belongs to, by the arguments of its own address;
    there a look at it leads (a reload, or the way back after a login), by default to Tugas saya.
    again: where to go on after a login with what was posted (`lapsed.ended`).
    file: the answer is a file to keep. A login does not lead to it, for a browser would stay at the login, but to the
    page it was pressed on.
    """
    allowed = [*(methods or ("GET", "HEAD"))]

    def wrap(view: View) -> Answers:
        guarded: Answers = require_http_methods(allowed)(login_required(never_cache(_reads_once(view))))

        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **values: Any) -> HttpResponseBase:
            if request.method in ("GET", "HEAD") and "GET" not in allowed:
                return redirect(belongs(**values) if belongs is not None else "kasus:tugas")
            lapsed = (file or request.method == "POST") and not request.user.is_authenticated
            # pressed after the session ended: what was typed or ticked is kept, and the login leads back to it
            return (ended(request, again) if lapsed else None) or guarded(request, *args, **values)

        return answer

    return wrap


def _reads_once(view: View) -> Answers:
    """What somebody may do is read together before his page is made; a page that is only shown asks nothing twice."""

    @wraps(view)
    def made(request: Any, *args: Any, **values: Any) -> HttpResponseBase:
        read_rights(request.user)
        if request.method == "POST":
            return view(request, *args, **values)
        with showing():
            return view(request, *args, **values)

    return made


def find_subject(request: AccountRequest, pk: Any, action: str = "buka_halaman") -> CaseDetail:
    """The case of an address, or Refused(E-HIDE) with its line in the access log. action: what is tried."""
    subject: CaseDetail = get_subject_for(request.user, pk, action)
    request.case_type_key = subject.case.type
    return subject


def find_case(request: AccountRequest, pk: Any) -> Case:
    """As `find_subject`, without its detail."""
    case = get_case_for(request.user, pk, "buka_halaman")
    request.case_type_key = case.type
    return case


def find_child(
    subject: CaseDetail, request: HttpRequest, plural: str, pk: Any, action: str = "buka_halaman"
) -> tuple[ChildType, CaseChild]:
    """A child of a visible case; E-HIDE when it is none of this case."""
    kind = case_type(subject.case.type).children.get(plural)
    if kind is None:
        raise Http404
    model: Any = kind.machine.model(kind.machine.latest)
    child = model.fetch(pk)
    if child is None or child.root().pk != subject.pk:
        raise unseen(request.user, action, kind.machine.key, pk)
    return kind, child


def find_type(key: str) -> CaseType:
    try:
        return case_type(key)
    except KeyError:
        raise Http404 from None


def require(request: HttpRequest, holds: bool, who: str, *, says: str = "") -> None:
    """A page of the other half or of another role: E-PERM (SJ-12). who: whose page it is, in words; says: instead of
    that, where the person is one of them and it is no reason."""
    if holds:
        return
    reasons = [Reason("hak", says or f"Halaman ini milik {who}.", "SJ-12", E_PERM)]
    log_refused(request, E_PERM, kalimat=[reasons[0].message])
    raise Refused(E_PERM, "Anda tidak berhak membuka halaman ini.", reasons)


def require_overseer(request: AccountRequest) -> None:
    """A page of the body and its auditors."""
    user = request.user
    if not sees_everything(user):
        told = NOTHING_HELD if holds_nothing(user) else _PART_ALONE if reads(user) else ""
        require(request, False, str(in_words("petugas {badan} dan auditor")), says=str(told))


def require_admin(request: AccountRequest) -> None:
    """A page of who administers."""
    require(request, administers(request.user), str(in_words("Admin {badan}")))


def log_refused(
    request: HttpRequest,
    code: str,
    *,
    action: str = "buka_halaman",
    object_type: str = "",
    object_id: Any = None,
    **detail: Any,
) -> None:
    log_access(
        actor=request.user,
        action=action,
        outcome=code,
        object_type=object_type,
        object_id=object_id,
        detail={"path": request.path[:200], **detail},
    )


def first_page(
    request: HttpRequest, read: Callable[[str], Page], name: str = "cursor", *, form: FilterForm | None = None
) -> Page:
    """The page the address names; for a cursor that is none the first one, with a sentence; none at all where the
    form refuses a filter."""
    if form is not None and form.errors:
        return Page([])
    cursor = request.GET.get(name, "")
    try:
        return read(cursor)
    except Refused as refused:
        if not cursor:
            raise
        messages.warning(request, f"{refused.message.partition(';')[0]}. Daftar ditampilkan dari awal.")
        return read("")


def list_frame(
    request: HttpRequest, form: FilterForm, found: Page, every: QuerySet[Any] | None = None
) -> dict[str, Any]:
    """Around the rows of a filtered list: the form with what is chosen, the neighbouring pages, and how many there are.

    every: all rows that are found, where they are counted (up to 1000).
    """
    shown = ""
    if every is not None and found.rows:
        number, more = found.number or bounded_count(every)
        shown = f"{len(found.rows)} dari {number}{'+' if more else ''}"
    return {
        "form": form,
        "chips": form.chips(),
        "reset_url": form.reset_url(),
        "filtered": bool(form.values() or form.errors),
        "shown": shown,
        **neighbours(request, found),
    }


def crumbs(*links: tuple[str, str], here: str) -> list[dict[str, str]]:
    """Where the page stands: Tugas saya, then the links given, then the page itself."""
    trail = [("Tugas saya", reverse("kasus:tugas")), *links]
    return [*({"label": label, "url": url} for label, url in trail), {"label": here, "url": ""}]


def list_crumb(kind: CaseType) -> tuple[str, str]:
    return kind.list_title, reverse("kasus:daftar", args=[kind.key])


def safe_back(request: HttpRequest) -> str:
    """The page a POST was sent from (`kembali`): an address of this site, else the landing page."""
    return own_address(request.POST.get("kembali", ""))


def own_address(wanted: str) -> str:
    """An address of this site, else the landing page."""
    return site_address(wanted) or reverse("kasus:tugas")


def address(request: HttpRequest, drop: Sequence[str] = (), **values: str) -> str:
    """This page's address with some query values changed; empty ones left out, and which rows are ticked."""
    query = request.GET.copy()
    for name in (*drop, TICKED):
        query.pop(name, None)
    for name, value in values.items():
        query[name] = value
        if not value:
            del query[name]
    return f"{request.path}?{query.urlencode()}" if query else request.path


def neighbours(request: HttpRequest, found: Page) -> dict[str, str]:
    """For components/pagination.html: the addresses of the pages before and behind this one."""
    pages = {"url_next": found.next, "url_previous": found.previous}
    return {name: address(request, cursor=cursor) if cursor else "" for name, cursor in pages.items()}
