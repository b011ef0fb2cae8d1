// Keeps what people type (templates/core/kept.html): saves a little after the last key, before a link is followed and
// when the page goes away. Without it the buttons of a form save; nothing else depends on it.
(() => {
  "use strict";
  const WAIT = 1500; // ms after the last key
  const PATIENCE = 4000; // ms that a link waits for the save before it
  const AGAIN = 15000; // ms until a save that failed is tried again
  const SMALL = 60000; // characters that a browser sends on when the page is gone
  const LEFT = "alur-draf"; // in the storage of the tab: what a page that went away may not have saved
  const OWN = ["csrfmiddlewaretoken", "idempotency_key", "draf", "draf_revisi", "versi", "tugas", "kembali", "yakin"];
  const kept = [];

  class Kept {
    constructor(seal) {
      this.form = seal.form;
      this.seal = seal;
      this.status = this.form.querySelector("[data-draft-status]");
      this.saved = this.text();
      this.timer = 0;
      this.running = null;
      this.sending = false;
      const later = () => this.later(WAIT);
      this.form.addEventListener("input", later);
      this.form.addEventListener("change", later);
      this.form.addEventListener("submit", () => {
        this.sending = true;
        clearTimeout(this.timer);
      });
    }

    body() {
      const found = new URLSearchParams();
      for (const [name, value] of new FormData(this.form)) if (typeof value === "string") found.append(name, value);
      return found;
    }

    text() {
      const body = this.body();
      for (const name of OWN) body.delete(name);
      return body.toString();
    }

    get dirty() {
      return !this.sending && this.text() !== this.saved;
    }

    later(time) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), time);
    }

    say(text, failed = false) {
      this.status.textContent = text;
      this.status.classList.toggle("alur-draft--told", failed);
    }

    save(leaving = false) {
      if (this.running) return this.running.then(() => (this.dirty ? this.save(leaving) : null));
      if (!this.dirty) return Promise.resolve();
      clearTimeout(this.timer);
      this.running = this.send(leaving).finally(() => { this.running = null; });
      return this.running;
    }

    async send(leaving) {
      const body = this.body();
      const text = this.text();
      body.append("draf_otomatis", "1");
      try {
        const answer = await fetch(this.seal.dataset.draft, {
          method: "POST",
          body,
          credentials: "same-origin",
          headers: { Accept: "application/json" },
          keepalive: leaving && body.toString().length < SMALL,
        });
        const told = await answer.json();
        if (!answer.ok) throw new Error(told.told);
        this.saved = text;
        if (told.id) this.follow(told);
        this.say([told.saved, told.told].filter(Boolean).join(" "), Boolean(told.told));
      } catch (error) {
        const why = error instanceof TypeError || error instanceof SyntaxError ? "" : ` ${error.message}`;
        this.say(`Draf belum tersimpan.${why} Isian tetap di halaman ini.`, true);
        if (!leaving) this.later(AGAIN);
      }
    }

    // the draft this page goes on with, in the form and in the address: a reload or the way back finds it
    follow(told) {
      this.form.elements.idempotency_key.value = told.id;
      this.form.elements.draf_revisi.value = told.revision;
      const target = new URL(this.form.action || location.href, location.href);
      if (target.pathname !== location.pathname) return;
      const here = new URL(location.href);
      for (const [name, value] of target.searchParams) here.searchParams.set(name, value);
      here.searchParams.set("draf", told.id);
      history.replaceState(history.state, "", here);
      if (this.form.getAttribute("action")) {
        target.searchParams.set("draf", told.id);
        this.form.setAttribute("action", target.pathname + target.search);
      }
    }
  }

  // What a page still held when it went away. The call that it sends then may come too late for the page that follows,
  // or never (a long text, a broken line): that page sends it once more. Twice the same is one draft.
  const left = {
    put(ones) {
      const held = ones.map((one) => [location.pathname, one.seal.dataset.draft, one.body().toString(), one.text()]);
      try {
        sessionStorage.setItem(LEFT, JSON.stringify(held));
      } catch { /* no storage, or full: the call alone has to do */ }
    },
    take() {
      try {
        const held = JSON.parse(sessionStorage.getItem(LEFT) || "[]");
        sessionStorage.removeItem(LEFT);
        return held;
      } catch {
        return [];
      }
    },
  };

  async function sendLeft() {
    for (const [path, url, body, text] of left.take()) {
      const headers = { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" };
      const answer = await fetch(url, { method: "POST", body, credentials: "same-origin", headers }).catch(() => null);
      const told = answer?.ok ? await answer.json().catch(() => null) : null;
      const shown = kept.some((one) => one.dirty || one.saved === text);
      if (!told?.id || path !== location.pathname || shown) continue;
      const here = new URL(location.href);
      here.searchParams.set("draf", told.id);
      location.replace(here);
    }
  }

  const open = () => kept.filter((one) => one.dirty || one.running);
  const settled = (ones) => Promise.race([
    Promise.all(ones.map((one) => one.save())),
    new Promise((done) => { setTimeout(done, PATIENCE); }),
  ]);

  // after the scripts that change what a form holds (rows.js drops the blank rows)
  document.addEventListener("DOMContentLoaded", () => {
    for (const seal of document.querySelectorAll("input[data-draft]")) kept.push(new Kept(seal));
    if (!kept.length) return;
    sendLeft();

    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[href]");
      const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
      if (!link || !plain || event.defaultPrevented || link.target || link.hasAttribute("download")) return;
      if (link.getAttribute("href").startsWith("#")) return;
      const waiting = open();
      if (!waiting.length) return;
      event.preventDefault();
      settled(waiting).then(() => { location.assign(link.href); });
    });

    // another form of the page, logging out among them
    document.addEventListener("submit", (event) => {
      if (event.defaultPrevented || kept.some((one) => one.form === event.target)) return;
      const waiting = open();
      if (!waiting.length) return;
      event.preventDefault();
      settled(waiting).then(() => { event.target.requestSubmit(event.submitter || undefined); });
    });

    addEventListener("pagehide", () => {
      const ones = open();
      if (ones.length) left.put(ones);
      for (const one of ones) one.save(true);
    });
    addEventListener("pageshow", (event) => {
      if (!event.persisted) return;
      left.take(); // this page holds it itself
      for (const one of kept) one.sending = false;
      for (const one of open()) one.later(WAIT);
    });
  });
})();
