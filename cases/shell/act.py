"""The page of one act: form, refusal, question before a dangerous one, and what comes after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.core.declared.manifest import CaseType
from cases.core.declared.registry import case_type
from cases.core.doing.corrections import open_request, points_of
from cases.core.doing.creation import begin, create
from cases.core.doing.seeing import mark_seen
from cases.core.doing.subjects import CaseChild
from cases.core.reading.inbox import held_by_colleague
from cases.core.reading.saying import called, facts_about, headline
from cases.core.reading.sight import route_seen_by
from cases.organisations.requests import AccountRequest
from workflows import repeats
from workflows.consents import to_join
from workflows.errors import E_HIDE, E_PERM, E_STATE, FIELD_CODES, HTTP_STATUS, Refused, stale
from workflows.forms import ActForm
from workflows.gate import perform, told
from workflows.legal import shown
from workflows.machine import any_row
from workflows.models import Consent, IdempotencyKey, LedgerEntry
from workflows.offers import Offer, offer_of
from workflows.parsing import count
from workflows.repeats import AlreadySent

from .after import message_of, next_act_url
from .answers import answers
from .entered import UploadErrors, Values, add_refusal, bound, flat, receive
from .keeping import Keeping, already_sent, asked, key_of
from .kept_text import context_of, filled_rows
from .page import crumbs, find_child, find_subject, find_type, list_crumb, log_refused, page
from .review import review_of
from .showing import label_of, state_tag
from .steps import StepPages
from .two_people import second, two_said

#: Whoever decides about what stands in the case sees it beside the form.
REVIEWERS = {"petugas_ditunjuk", "penandatangan"}


@page("GET", "HEAD", "POST")
def act(request: AccountRequest, pk: Any, name: str) -> HttpResponse:
    """An act on a case."""
    return ActPage(request, find_subject(request, pk, name), name).respond()


@page("GET", "HEAD", "POST")
def child_act(request: AccountRequest, pk: Any, plural: str, cid: Any, name: str) -> HttpResponse:
    """An act on a child of a case."""
    _kind, child = find_child(find_subject(request, pk, name), request, plural, cid, name)
    return ActPage(request, child, name).respond()


@page("GET", "HEAD", "POST")
def creation(request: AccountRequest, type_key: str, name: str) -> HttpResponse:
    """Opening a case; several at once where the type splits the press (SJ-61)."""
    kind = find_type(type_key)
    if name not in kind.create or kind.under:
        raise Http404
    return ActPage(request, begin(kind, getattr(request.user, "institution", None)), name).respond()


class ActPage:
    """One request to the page of an act. subject: the case or child; unsaved for a creation."""

    def __init__(self, request: HttpRequest, subject: Any, name: str) -> None:
        self.request, self.subject, self.name = request, subject, name
        self.actor: Any = request.user
        self.case = subject.case
        self.kind: CaseType = case_type(self.case.type)
        self.creating = subject._state.adding
        self.key = key_of(request)
        self.keeping: Any = None
        self.ahead: ActForm | None = None
        self.offer: Offer
        self.route: Any = None
        self.task = ""

    # --- the way through ---

    def respond(self) -> HttpResponse:
        if self.key and (sent := repeats.find(self.actor, self.key)) is not None and sent.entry is not None:
            return self._sent(sent)
        try:
            self.route = None if self.creating else route_seen_by(self.actor, self.subject.root())
            self.offer = offer_of(self.subject, self.actor, self.name, route=self.route)
        except Refused as refused:
            sent = None if self.request.method == "POST" else self._keeping(self._form()).sent
            if sent is not None and sent.entry is not None:  # back to a form that was sent
                return self.tell_sent(sent, again=False)
            return self.refuse(stale() if self._outdated() else refused, log=True)
        own = self.route is not None and not isinstance(self.subject, CaseChild)
        turn = self.route.turn_of(self.name) if own else None
        self.task = str(turn.pk) if turn is not None else ""
        if (unmet := self.offer.refusal) is not None:
            return self.refuse(unmet, log=True)
        keeping = self.keeping = self._keeping()
        if self.request.method != "POST" and (sent := keeping.sent) is not None and sent.entry is not None:
            return self.tell_sent(sent)
        if (gone := keeping.left()) is not None:
            return gone
        if self.task and self.request.method != "POST":
            mark_seen(self.actor, self.case, self.route)
        if (two := second(self)) is not None:
            return two
        steps: Any = getattr(self.form_class, "steps", ())
        if steps:
            return StepPages(self).respond()
        if self.request.method != "POST":
            return self.show(self._blank())
        values, uploads = receive(self.request, self.form_class)
        return self.send(values, uploads)

    def _keeping(self, form: type[ActForm] | None = None) -> Keeping:
        """What was typed here before, and the key under which it is sent."""
        of = self.case.parent if self.creating else self.case
        named = "" if of is None else f"{of.number} · {of.title}"
        child = isinstance(self.subject, CaseChild)
        return Keeping(
            self.request,
            form or self.form_class,
            case_type=self.subject.machine.key,
            act=self.name,
            object_id=None if self.creating else self.subject.pk,
            title=self.title(self._label()),
            about=f"{named} · {called(self.subject)}" if child else named,
            version=None if self.creating else self.subject.version,
            under=self.case.parent_id if self.creating else None,
        )

    def _sent(self, sent: IdempotencyKey) -> HttpResponse:
        """A press under a key that was used: the same again gives the same answer, another text is told."""
        if sent.entry is not None and sent.fingerprint == asked(self.request):
            return self._after(sent.entry)
        self.keeping = self._keeping(self._form())
        values, _ = receive(self.request, self._form())
        return self.tell_sent(sent, values)

    def tell_sent(
        self, sent: IdempotencyKey, values: Values | None = None, *, again: bool = True
    ) -> HttpResponse:
        """again: the form can be filled in once more."""
        entry: Any = sent.entry
        return already_sent(
            self.request,
            self.keeping or self._keeping(self._form()),
            sent,
            self._where(entry),
            values,
            back_url=self.back_url(),
            breadcrumbs=self.trail("Sudah dikirim"),
            **({} if again else {"new_url": ""}),
        )

    def _form(self) -> type[ActForm] | None:
        """The act's form, also where the act is not offered."""
        row = any_row(type(self.subject), self.name)
        return row.form if row is not None else None

    def _label(self) -> str:
        if hasattr(self, "offer"):
            return self.offer.row.label
        row = any_row(type(self.subject), self.name)
        return row.label if row is not None else self.name

    def _outdated(self) -> bool:
        """Something happened to the object since the page was opened: the gate would say so first."""
        seen = self.request.POST.get("versi", "")
        return not self.creating and count(seen) not in (None, self.subject.version)

    @property
    def form_class(self) -> type[ActForm] | None:
        return self.offer.row.form if hasattr(self, "offer") else self._form()

    def initial(self) -> dict[str, Any]:
        """What the form shows first. A page that leads here may name values in the address (SJ-44); the form
        decides what it takes from there and refuses what is not open (X5)."""
        if self.form_class is None:
            return {}
        subject = None if self.creating else self.subject
        found = dict(self.form_class.initial_for(subject))
        if hasattr(self, "offer") and self.joined is not None:
            found |= self.joined.data
        from_address = getattr(self.form_class, "initial_from", None)
        if from_address is not None:
            found |= from_address(self.request.GET, self.actor)
        return found

    def _blank(self) -> ActForm | None:
        if self.form_class is None:
            return None
        initial = self.initial() | self.keeping.values()
        return self.form_class(subject=self.subject, actor=self.actor, initial=initial)

    def send(self, values: Values, uploads: UploadErrors | None = None, name: str = "") -> HttpResponse:
        """Do the act with these values, or show what keeps it from being done."""
        form = self.bind(values, uploads)
        self.values = values
        if uploads or (self._asks() and form is not None and form.errors):
            return self.show(form, status=422)
        if self._asks():
            return self._confirm(values, form)
        try:
            answer = self.send_draft(values, name)
        except Refused as refused:
            return self._failed(refused, form)
        for note in form.notes() if form is not None and form.is_valid() else ():
            messages.warning(self.request, note)
        return answer

    def send_draft(self, values: Values, name: str = "") -> HttpResponse:
        """Do the act. A press repeated gives its result, not a second one. Raises Refused."""
        try:
            entry = self._perform(values, name or self.name)
        except AlreadySent as other:
            if other.sent.entry is None:  # what is no act was sent under this key
                raise
            return self._sent(other.sent)
        except Refused:
            if (
                self.key
                and (sent := repeats.find(self.actor, self.key)) is not None
                and sent.entry is not None
            ):
                return self._sent(sent)
            raise
        self.keeping.drop()
        return self._after(entry)

    def bind(self, values: Mapping[str, Any], uploads: UploadErrors | None = None) -> ActForm | None:
        """The form with these values, validated as the gate will: of several cases each for itself."""
        if self.form_class is None:
            return None
        spread = self.kind.spread if self.creating else None
        parts = (spread(values) if spread is not None else None) or [values]
        form = bound(self.form_class, parts[0], subject=self.subject, actor=self.actor, uploads=uploads)
        for part in parts[1:]:
            other = bound(self.form_class, part, subject=self.subject, actor=self.actor, like=form)
            for name, errors in other.errors.as_data().items():
                for error in errors if name not in form.errors else ():
                    form.add_error(None if name == NON_FIELD_ERRORS else name, error)
        form.data = values  # what is shown again is all that was entered
        self.ahead = form
        return form

    def _asks(self) -> bool:
        return self.offer.row.danger and not self.request.POST.get("yakin")

    def _perform(self, values: Values, name: str) -> LedgerEntry:
        if self.creating:
            opened = create(
                self.actor,
                self.kind.key,
                name,
                values,
                idempotency_key=self.key,
                fingerprint=asked(self.request),
                ahead=self.ahead,
                parent=self.case.parent,
            )
            first = opened[0].case
            return LedgerEntry.objects.get(stream=first.pk, seq=1)
        return self._to_the_gate(name, data=values, ahead=self.ahead)

    def _to_the_gate(self, name: str, **given: Any) -> LedgerEntry:
        posted = self.request.POST
        return perform(
            self.subject,
            name,
            actor=self.actor,
            task=count(posted.get("tugas", "")),
            version=count(posted.get("versi", "")),
            idempotency_key=self.key,
            fingerprint=asked(self.request),
            **given,
        ).entry

    def send_joined(self, key: Any) -> HttpResponse:
        """Say yes to what somebody else has entered. Raises Refused."""
        entry = self._to_the_gate(self.name, consent=key)
        self.keeping.drop()
        return self._after(entry)

    # --- answers ---

    def show(
        self, form: ActForm | None, *, status: int = 200, refused: Refused | None = None
    ) -> HttpResponse:
        row = self.offer.row
        if self.request.method == "POST" and form is not None:
            self.keeping.keep(self.values)
        form = form or ActForm()
        form.demanded = row.demanded
        explained = row.explains if isinstance(row.explains, str) else row.explains(self.subject)
        asks_nothing = not form.visible_fields()
        whom, two = self.offer.on_behalf_of, two_said(row, self.joined, self.zone())
        pressing = (
            f"Dengan menekan {row.label}, tindakan ini tercatat atas nama Anda." if asks_nothing else ""
        )
        if whom is not None:
            pressing = (
                f"Anda bertindak atas nama {whom}, yang sedang tidak hadir. Riwayat menyebut Anda berdua."
            )
        context = {
            "form": form,
            "refused": refused,
            "submit_label": row.label,
            "destructive": row.danger,
            "asks": row.danger,
            "intro": " ".join(sentence for sentence in (explained, two, pressing) if sentence),
            **self.context(),
        }
        reviewing = not self.creating and row.who is not None and REVIEWERS & row.who.actors
        if reviewing and not isinstance(self.subject, CaseChild):
            context |= review_of(self.subject, self.actor, self.kind)
            return render(self.request, "core/act_review.html", context, status=status)
        return render(self.request, "core/act.html", context, status=status)

    @cached_property
    def joined(self) -> Consent | None:
        """What somebody else has said yes to, and this person may do now."""
        return None if self.creating else to_join(self.offer.row, self.name, self.subject, self.actor)

    def _what_is_asked(self) -> dict[str, Any]:
        """What KASN wants corrected, beside the institution's form."""
        if self.creating or self.actor.institution_id is None:
            return {}
        asked = open_request(self.case)
        return {"asked": asked, "asked_points": points_of(asked)}

    def context(self) -> dict[str, Any]:
        """What every page of the act shows around its form."""
        row_label = self._label()
        title = self.title(row_label)
        return {
            "kind": self.kind,
            "case": self.case,
            "tz": self.zone(),
            "subject": self.subject,
            "creating": self.creating,
            "act_name": self.name,
            "act_label": row_label,
            "title": title,
            "about": called(self.subject) if isinstance(self.subject, CaseChild) else "",
            "facts": [] if self.creating else facts_about(self.subject, self.actor),
            "versi": "" if self.creating else self.subject.version,
            "tugas": self.task,
            "legal_basis": shown(self.offer.row.legal_basis) if hasattr(self, "offer") else "",
            **self._what_is_asked(),
            **(self.keeping.context() if self.keeping is not None else {}),
            "cancel_url": self.back_url(),
            # beside "Batalkan" nobody can tell which of the two "Batal" is
            "cancel_label": "Kembali" if "batal" in row_label.lower() else "",
            "breadcrumbs": self.trail(title),
            **({} if self.creating else state_tag(self.kind, self.case.state)),
        }

    def zone(self) -> str:
        return self.case.institution.zona_waktu if self.case.institution_id else ""

    def title(self, label: str) -> str:
        if self.creating and self.name == self.kind.create[0]:
            return f"Tambah {self.kind.menu}"
        return headline(label_of(label, self.name, self.route), self.subject)

    def trail(self, here: str) -> list[dict[str, str]]:
        links = [list_crumb(self.kind)]
        if self.creating and (parent := self.case.parent) is not None:
            links = [(parent.number, reverse("kasus:bagian", args=[parent.pk]))]
        if not self.creating:
            links.append((self.case.number, reverse("kasus:kasus", args=[self.case.pk])))
        return crumbs(*links, here=here)

    def back_url(self) -> str:
        if self.creating:
            if self.case.parent_id is not None:
                return reverse("kasus:bagian", args=[self.case.parent_id])
            return reverse("kasus:daftar", args=[self.kind.key])
        if isinstance(self.subject, CaseChild):
            return reverse("kasus:proses", args=[self.case.pk])
        return reverse("kasus:kasus", args=[self.case.pk])

    def refuse(self, refused: Refused, *, log: bool = False) -> HttpResponse:
        """A page that says why not, with the way back."""
        # to look at a page that no longer applies is no attempt; to ask for what is not one's own is
        if log and (self.request.method == "POST" or refused.code in (E_PERM, E_HIDE)):
            self._log(refused)
        status = HTTP_STATUS.get(refused.code, 409)
        typed = self._typed()
        if typed and refused.code == E_STATE:
            refused = replace(refused, message=self._moved_on())
        context = {"refused": refused, **context_of(typed), **self._around()}
        if any(reason.guard == "tugas_dipegang" for reason in refused.reasons):
            context["held"] = held_by_colleague(self.request.user, self.case, self.name)
            context["here"] = self.request.path
        return render(self.request, "core/refused.html", context, status=status)

    def _log(self, refused: Refused) -> None:
        """As the gate does: under the case, with the object and the sentences shown."""
        about = {} if self.creating else {"object": str(self.subject.pk), "state": self.subject.state}
        log_refused(
            self.request,
            refused.code,
            action=self.name,
            object_type=self.subject.machine.key,
            object_id=None if self.creating else self.case.pk,
            **about,
            **told(refused),
        )

    def _typed(self) -> list[dict[str, Any]]:
        """What was entered now or kept before, so that nothing typed is lost with the act."""
        row = any_row(type(self.subject), self.name)
        if row is None or row.form is None:
            return []
        keeping = self.keeping or self._keeping(row.form)
        if self.request.method != "POST":
            values = keeping.values()
        else:
            values, _ = receive(self.request, row.form)
            keeping.keep(values)
        return filled_rows(row.form(values, subject=self.subject, actor=self.actor))

    def _moved_on(self) -> str:
        what = called(self.subject) if isinstance(self.subject, CaseChild) else "Kasus"
        return (
            f"{what} sudah berstatus {self.subject.state_label}, tindakan ini tidak dapat dilakukan lagi; "
            "teks Anda masih ada di bawah ini."
        )

    def _around(self) -> dict[str, Any]:
        here = "Tindakan tidak dapat dilakukan"
        label = "Kembali ke daftar" if self.creating else "Kembali ke kasus"
        found = {"breadcrumbs": self.trail(here), "back_url": self.back_url(), "back_label": label}
        return found if self.creating else found | {"of_case": f"{self.case.number} · {self.case.title}"}

    def _failed(self, refused: Refused, form: ActForm | None) -> HttpResponse:
        status = HTTP_STATUS.get(refused.code, 409)
        if refused.code in FIELD_CODES:
            if form is not None:
                add_refusal(form, refused)
            return self.show(form, status=status, refused=None if form else refused)
        if refused.code == E_STATE or form is None or not form.fields:
            return self.refuse(refused)
        if refused.errors:  # what a guard misses in the form is said at its field too
            add_refusal(form, refused)
        return self.show(form, status=status, refused=refused)

    def _confirm(self, values: Values, form: ActForm | None) -> HttpResponse:
        self.keeping.keep(values)
        context = {
            **self.context(),
            "answers": answers(form) if form is not None else [],
            "hidden": list(flat(values)),
            "submit_label": f"Ya, {self.offer.row.label}",
        }
        return render(self.request, "core/act_confirm.html", context)

    def _after(self, entry: LedgerEntry) -> HttpResponse:
        """Institution: a receipt for what it has sent; everybody else: the case, with a message."""
        onward = next_act_url(type(self.subject), entry, self.actor)
        if onward or not self._has_receipt(entry):
            messages.success(self.request, message_of(entry, self.actor))
        return redirect(onward or self._where(entry))

    def _has_receipt(self, entry: LedgerEntry) -> bool:
        private = entry.target in type(self.subject.root()).private_states
        moved = entry.source != entry.target
        return bool(self.actor.institution_id and moved and not private and self._is_case(entry))

    def _where(self, entry: LedgerEntry) -> str:
        """Where it stands what an act has recorded."""
        if self._has_receipt(entry):
            return reverse("kasus:tanda-terima", args=[entry.stream, entry.seq])
        if entry.act == self.kind.dialogue:
            return reverse("kasus:percakapan", args=[entry.stream])
        if not self._is_case(entry) or any(c.create == entry.act for c in self.kind.children.values()):
            return reverse("kasus:proses", args=[entry.stream])
        return reverse("kasus:kasus", args=[entry.stream])

    def _is_case(self, entry: LedgerEntry) -> bool:
        return entry.object_type == self.kind.key
