"""The private draft and the key of one form on a page: what it shows from earlier, what it keeps, when it is told.

Every page with a form that people fill has one of these; `templates/core/kept.html` puts its hidden fields and its
sentence into the form, static/js/drafts.js saves while people type.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid5

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from uuid_utils.compat import uuid7

from cases.core.doing import drafts
from cases.core.models import Draft
from documents.receiving import as_id
from workflows import repeats
from workflows.errors import Refused
from workflows.forms import ActForm, secrets_of
from workflows.models import IdempotencyKey

from .entered import Values, pairs, receive_posted, values_from
from .kept_text import filled_rows
from .lapsed import KEY, revision_of, saved_sentence, told_beside
from .page import own_address

#: Of the ids of drafts of what was sent under a key that was used.
_BESIDE = UUID("0f6c8a52-7d0b-4f0e-9f6e-3b9f5a1c7e44")
#: What a form posts beside what people entered.
FRAME = frozenset(
    {"csrfmiddlewaretoken", "idempotency_key", "draf", "draf_revisi", "versi", "tugas", "kembali", "yakin"}
)


def key_of(request: HttpRequest) -> str:
    """The key a form was sent with, "" for none or what cannot be one."""
    key = request.POST.get(KEY, "")
    return key if repeats.usable(key) else ""


def asked(request: HttpRequest) -> str:
    """Fingerprint of what was entered: a double press says the same, another text does not. Of secrets nothing."""
    secret: frozenset[str] = getattr(request, "secret_fields", frozenset())
    entered = sorted(
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in FRAME and name not in secret and isinstance(value, str) and value.strip()
    )
    files = sorted((name, str(file.name), file.size) for name, some in request.FILES.lists() for file in some)
    return repeats.fingerprint(request.path, entered, files)


class Keeping:
    """case_type, act, object_id, under: which form (of a creation, below which case); form: its class; title: what it
    is; about: of which object; url: where it is filled (without a query); version: of the object; extra: posted beside
    the fields, and kept with them.

    After `keep`: told is what there is to say about it, refused whether the text could not be kept.
    """

    def __init__(
        self,
        request: HttpRequest,
        form: type[ActForm] | None,
        *,
        case_type: str,
        act: str,
        object_id: Any = None,
        title: str = "",
        about: str = "",
        url: str = "",
        version: int | None = None,
        under: Any = None,
        extra: Iterable[str] = (),
    ) -> None:
        self.request, self.form = request, form
        self.case_type, self.act, self.object_id, self.under = case_type, act, object_id, under
        self.title, self.about, self.url, self.version = title, about, url or request.path, version
        known, secret = (form.base_fields if form else {}), secrets_of(form)
        request.secret_fields = secret  # type: ignore[attr-defined]
        typed = [name for name, field in known.items() if name not in secret and not field.widget.is_hidden]
        self.names = [*typed, *extra]
        self.told = ""
        self.refused = False
        self.foreign = False  # the address or the page names a draft of another form
        self.draft = self._known()
        key = "" if self.foreign else request.POST.get(KEY) or request.GET.get("draf") or ""
        self.id = self.draft.pk if self.draft is not None else as_id(key) or uuid7()

    @property
    def creating(self) -> bool:
        return self.object_id is None

    def _known(self) -> Draft | None:
        """The draft the page was opened with; of an object its own; of a creation only a named one."""
        key = self.request.POST.get(KEY) or self.request.GET.get("draf") or ""
        found = drafts.find(self.request.user, key)
        if found is not None:
            mine = (found.case_type, found.act) == (self.case_type, self.act)
            stands = (str(found.object_id), str(found.under))
            self.foreign = not mine or stands != (str(self.object_id), str(self.under))
            return None if self.foreign else found
        if self.creating or self.request.method == "POST" or self.request.GET.get("draf"):
            return None
        return self._of_form().first()

    def _of_form(self) -> QuerySet[Draft]:
        return drafts.of_form(self.request.user, self.case_type, self.act, self.object_id, self.under)

    def use(self, draft: Draft | None) -> None:
        if draft is not None:
            self.draft, self.id = draft, draft.pk

    @property
    def sent(self) -> IdempotencyKey | None:
        """What was sent from this form already."""
        return repeats.find(self.request.user, str(self.id))

    def values(self) -> Values:
        """What the draft holds, by field."""
        if self.draft is None or self.form is None:
            return {}
        names = [name for name in self.draft.data if name in self.names and name in self.form.base_fields]
        return values_from(self.form, drafts.posted(self.draft), names)

    def others(self) -> list[Draft]:
        """Other drafts of the same form, at most ten."""
        rows = self._of_form()
        return drafts.name_things(rows.exclude(pk=self.id).defer("data")[:10], self.request.user)

    def newest(self) -> Draft | None:
        return self._of_form().first()

    def for_thing(self, initial: Mapping[str, Any]) -> Draft | None:
        """The draft of a creation for the thing that the address names."""
        data = drafts.by_field(pairs({n: initial[n] for n in self._thing if n in initial}), self._thing)
        thing = drafts.thing_of(data, self._thing)
        return self._of_form().filter(thing=thing).first() if thing else None

    @property
    def _thing(self) -> tuple[str, ...]:
        return tuple(getattr(self.form, "thing", ())) if self.creating else ()

    # --- keeping ---

    def place(self, names: Iterable[str] | None = None) -> drafts.Place:
        user: Any = self.request.user
        chosen = self.names if names is None else [name for name in names if name in self.names]
        return drafts.Place(
            user=str(user.pk),
            case_type=self.case_type,
            act=self.act,
            object_id=None if self.object_id is None else str(self.object_id),
            names=tuple(chosen),
            thing=self._thing,
            title=self.title,
            about=self.about,
            url=self.url,
            version=self.version,
            under=None if self.under is None else str(self.under),
        )

    def keep(self, values: Values, names: Iterable[str] | None = None) -> None:
        """Keep what was entered; `told` says what there is to say about it. Never a reason not to answer."""
        place = self.place(names)
        data = drafts.by_field(pairs(values), place.names)
        try:
            saved = drafts.save(place, self.id, revision_of(self.request), data)
        except Refused as refused:
            self.told, self.refused = f"{refused.message} Isian tetap di halaman ini.", True
            return
        if saved is None:
            return
        self.use(saved.draft)
        if saved.beside is not None:
            self.told = told_beside(saved)

    def drop(self) -> None:
        drafts.drop(self.request.user, self.id)

    def left(self) -> HttpResponse | None:
        """The answer to a press that sends nothing: the draft thrown away, or the page left with all that was typed
        and chosen kept (*Batal*, which needs no script). None for any other request."""
        request = self.request
        if request.method != "POST":
            return None
        if request.POST.get("hapus_draf"):
            self.drop()
            return redirect(request.path)
        if "batal" not in request.POST:
            return None
        posted, refusals = receive_posted(request, self.form)
        for error in (error for some in refusals.values() for error in some):
            messages.warning(request, error.message)
        place = self.place()
        try:
            saved = drafts.save(
                place, self.id, revision_of(request), drafts.by_field(posted.lists(), place.names)
            )
        except Refused as refused:  # too much to keep: the page stays as it is
            messages.error(
                request, f"{refused.message} Kembali ke halaman sebelumnya untuk melihat isian Anda."
            )
            return redirect(own_address(request.POST["batal"]))
        if saved is not None:
            said = told_beside(saved) if saved.beside is not None else saved_sentence(saved.draft)
            messages.info(request, f"{said} Lanjutkan lewat Draf saya.")
        return redirect(own_address(request.POST["batal"]))

    # --- showing ---

    def context(self, names: Iterable[str] | None = None) -> dict[str, Any]:
        """For templates/core/kept.html."""
        draft = self.draft
        moved = (
            draft is not None
            and self.version is not None
            and draft.version is not None
            and draft.version != self.version
        )
        return {
            "draft": draft,
            KEY: str(self.id),
            "draft_seal": drafts.sealed(self.place(names)) if self.names else "",
            "draft_revision": draft.revision if draft is not None else 0,
            "draft_saved": saved_sentence(draft) if draft is not None else "",
            "draft_told": self.told,
            "draft_moved": (draft.version, self.version) if moved and draft is not None else None,
            "draft_lost": drafts.lost_files(draft, self.form) if draft is not None else 0,
            "draft_others": self.others() if self.names else [],
        }


def already_sent(
    request: HttpRequest,
    keeping: Keeping,
    sent: IdempotencyKey,
    url: str,
    values: Values | None,
    **context: Any,
) -> HttpResponse:
    """The page that says that this form was sent before, with a link to it; a text that differs is kept as a draft.

    values: what was posted now, None for a look at the page.
    """
    form: Any = keeping.form
    typed: list[dict[str, Any]] = []
    resume = ""
    if values is not None and form is not None:
        typed = filled_rows(form(values, actor=request.user))
        # pressed again, the same text is the same draft
        keeping.id, keeping.draft = uuid5(_BESIDE, f"{sent.pk} {asked(request)}"), None
        keeping.keep(values)
        if keeping.draft is not None:
            resume = f"{keeping.url}?draf={keeping.id}"
    found = {
        "sent_at": sent.created_at,
        "sent_url": url,
        "typed": typed,
        "resume_url": resume,
        "told": keeping.told,
        "title": keeping.title,
        "about": keeping.about,
        "new_url": keeping.url,
        **context,
    }
    return render(request, "core/already_sent.html", found, status=200 if values is None else 422)


# --- forms that are no act: one press, one result -----------------------------------------------------------------


def press_key(request: HttpRequest) -> str:
    """The key of a press that has no text of its own (a selection in a list): with another selection another one."""
    return f"{as_id(key_of(request)) or uuid7()}-{asked(request)[:40]}"
