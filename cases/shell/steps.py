"""A long form in steps: a draft kept at every step, a check page before it is sent.

A form asks for this with `steps = (("Jabatan", ("unit_kerja", "jabatan")), …)`. Values live in a Draft
outside the machine; steps may be filled in any order, only the check page sends.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from workflows.errors import FIELD_CODES, HTTP_STATUS, Refused
from workflows.forms import ActForm
from workflows.parsing import count

from .answers import answers
from .entered import Values, receive, seed

if TYPE_CHECKING:
    from .act import ActPage

CHECK = "periksa"
#: Where a button of a step leads to (`ke`): a number, the check page, or away from the form.
LEAVE = "keluar"


class StepPages:
    """The pages of one long form. page: the act's page, which sends and refuses."""

    def __init__(self, page: ActPage) -> None:
        self.page, self.request = page, page.request
        form: Any = page.form_class
        self.form: type[ActForm] = form
        self.steps: list[tuple[str, list[str]]] = [(title, list(names)) for title, names in form.steps]
        named = {name for _, names in self.steps for name in names}
        if rest := [name for name in form.base_fields if name not in named]:
            self.steps.append(("Lainnya", rest))
        self.keeping = page.keeping

    def respond(self) -> HttpResponse:
        """Raises Refused when the address names something the form cannot be opened for."""
        try:
            initial = self.page.initial()
        except Refused as refused:
            return self.page.refuse(refused, log=True)
        self._only_asked()
        self._resume(initial)
        self.values: Values = seed(self.form, initial)
        kept = self.keeping.values()
        named = {name: v for name, v in self.values.items() if self.request.GET.get(name)} if not kept else {}
        self.visited = set(kept) if self.page.creating or kept else set(self.values)
        self.values |= kept | named
        step = self._step()
        if self.request.method == "POST":
            return self._send() if step is None else self._keep(step)
        return self._check() if step is None else self._show(step)

    def _only_asked(self) -> None:
        """A step of which the form asks nothing now is none: answers to points where no points are open."""
        offered = self.form(subject=self.page.subject, actor=self.page.actor).fields
        named = [(title, [name for name in names if name in offered]) for title, names in self.steps]
        self.steps = [(title, names) for title, names in named if names]

    def _resume(self, initial: Mapping[str, Any]) -> None:
        """Of a creation: the draft for what the address names. An address without one that asks for a step goes on
        with the newest; else a creation begins anew, and the page names the drafts that wait."""
        query = self.request.GET
        if not self.page.creating or self.keeping.draft is not None or query.get("draf"):
            return
        if self.request.method != "POST" or not self.request.POST.get("idempotency_key"):
            named = self.keeping.for_thing(initial)
            self.keeping.use(named or (self.keeping.newest() if query.get("langkah") else None))

    def _step(self) -> int | None:
        """Number of the step asked for, None for the check page."""
        asked = self.request.GET.get("langkah", "")
        if asked == CHECK:
            return None
        number = count(asked)
        if number and number <= len(self.steps):
            return number
        if self.keeping.draft is None:
            return 1  # a correction begins at its beginning, though only its message is still empty
        waiting = (n for n, (_, names) in enumerate(self.steps, start=1) if not self.visited & set(names))
        return next(waiting, 1)

    def _keep(self, step: int) -> HttpResponse:
        names = self.steps[step - 1][1]
        entered, uploads = receive(self.request, self.form, names)
        self.values |= entered
        self.visited |= set(names)
        self.keeping.keep(self.values, names)
        form: Any = self.page.bind(self.values, uploads)
        faulty = any(name in form.errors for name in names) and not self.request.POST.get("nanti")
        target = self.request.POST.get("ke", "")
        if self.keeping.refused or (faulty and (uploads or not target)):
            return self._show(step, form, status=422)
        if self.keeping.told:
            messages.warning(self.request, self.keeping.told)
        if target == LEAVE:
            return redirect(self.page.back_url())
        following = target if target == CHECK or target.isascii() else ""
        return redirect(self._url(following[:10] or (step + 1 if step < len(self.steps) else CHECK)))

    def _url(self, step: Any) -> str:
        """The address of a step, with the draft it belongs to."""
        named = self.page.creating or self.keeping.draft is not None
        query = {"langkah": step} | ({"draf": str(self.keeping.id)} if named else {})
        return f"{self.request.path}?{urlencode(query)}"

    def _show(self, step: int, form: Any = None, status: int = 200) -> HttpResponse:
        title, names = self.steps[step - 1]
        if form is None:
            form = self.form(subject=self.page.subject, actor=self.page.actor, initial=self.values)
        every = self._validated()
        for name in [n for n in form.fields if n not in names]:
            del form.fields[name]
            form._errors.pop(name, None) if form.is_bound else None
        if form.is_bound:
            form._errors.pop("__all__", None)
        form.fieldsets = ()
        context = {
            **self.page.context(),
            **self.keeping.context(names),
            "form": form,
            "form_url": self._url(step),
            "step": step,
            "step_title": title,
            "step_count": len(self.steps),
            "steps": self._list(step, every),
            "step_back": step - 1 if step > 1 else None,
        }
        return render(self.request, "core/act_step.html", context, status=status)

    def _validated(self) -> ActForm:
        form = self.page.bind(self.values)
        assert form is not None  # noqa: S101  a form with steps is a form
        return form

    def _list(self, here: int | None, form: ActForm) -> list[dict[str, Any]]:
        found = []
        for number, (title, names) in enumerate(self.steps, start=1):
            sent = any(
                getattr(form.fields.get(name), "kept", ()) for name in names
            )  # files of an earlier version
            seen = sent or bool(self.visited & set(names))
            faults = [name for name in names if name in form.errors]
            later = [name for name in names if seen and _missing_later(form, name)]
            status = "error" if seen and faults else "done" if seen and not later else "todo"
            missing = f"{len(faults)} isian perlu dilengkapi" if seen and faults else ""
            if later and not missing:
                missing = f"Menyusul, wajib sebelum disetujui: {', '.join(str(form.fields[n].label) for n in later)}"
            found.append(
                {
                    "label": title,
                    "url": self._url(number),
                    "number": number,
                    "status": "current" if number == here else status,
                    "missing": missing,
                }
            )
        status = "current" if here is None else "todo"
        last = {
            "label": "Periksa dan kirim",
            "url": self._url(CHECK),
            "number": CHECK,
            "status": status,
            "missing": "Terakhir",
        }
        return [*found, last]

    def _check(
        self, form: ActForm | None = None, status: int = 200, refused: Refused | None = None
    ) -> HttpResponse:
        form = form or self._validated()
        parts = [
            {"title": title, "rows": answers(form, names), "url": self._url(number), "names": names}
            for number, (title, names) in enumerate(self.steps, start=1)
        ]
        faults = [
            {
                "url": self._url(number),
                "label": form.fields[name].label or name,
                "message": e.message,
                "code": e.code,
            }
            for number, (_, names) in enumerate(self.steps, start=1)
            for name in names
            for e in form.coded_errors().get(name, ())
        ]
        faults += [
            {"url": self._url(1), "label": "", "message": e.message, "code": e.code}
            for e in form.coded_errors().get("__all__", ())
        ]
        context = {
            **self.page.context(),
            "parts": parts,
            "faults": faults,
            "notes": form.notes(),
            "refused": refused,
            "steps": self._list(None, form),
            "form_url": self._url(CHECK),
            "submit_label": "Kirim" if self.page.creating else self.page.offer.row.label,
            "others": self._other_acts(),
        }
        return render(self.request, "core/act_check.html", context, status=status)

    def _other_acts(self) -> list[tuple[str, str]]:
        """(name, label) of other creating acts that take the same answers, as Simpan rencana does (SJ-71)."""
        from workflows.machine import row_for

        if not self.page.creating:
            return []
        found = []
        for name in self.page.kind.create:
            row = row_for(type(self.page.subject), name, "")
            if name == self.page.name or row is None or row.form is None:
                continue
            if set(row.form.base_fields) == set(self.form.base_fields):
                found.append((name, row.label))
        return found

    def _send(self) -> HttpResponse:
        name = self.request.POST.get("tindakan", "")
        if name not in dict(self._other_acts()):
            name = ""
        form = self._validated()
        try:
            return self.page.send_draft(self.values, name)
        except Refused as refused:
            if refused.code in FIELD_CODES:
                from .entered import add_refusal

                add_refusal(form, refused)
                return self._check(form, status=422)
            return self._check(form, status=HTTP_STATUS.get(refused.code, 409), refused=refused)


def _missing_later(form: ActForm, name: str) -> bool:
    """Left open, which is in order now; a later act will be refused without it."""
    if name not in form.asked_later or name in form.errors:
        return False
    return not form.cleaned_data.get(name) and not getattr(form.fields[name], "kept", ())
