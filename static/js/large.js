// Large files (documents/templates/documents/widgets/documents.html, [data-large]): cut into parts that go straight to the
// object store, each with its SHA-256; taken up again after a lost connection or a reload. Two parts are in memory at most.
import { bytes, element, tick } from "./file_box.js";

(() => {
  const HOME = document.body.dataset.largeUploads;
  const LANES = 2;
  const PAUSES = [1, 2, 5, 10, 20, 40, 60]; // seconds between attempts of one part
  const KEEP = "alur-unggahan:"; // what this browser began: kind, name, size, time of the file -> id

  class Stopped extends Error {} // with a sentence for people; trying again by itself does not help
  class Interrupted extends Error {} // the connection or the store; trying again may help

  // A promise that `signal` ends; work(resolve, reject) returns how to stop. Nothing stays registered afterwards.
  function until(signal, work) {
    let aborted;
    return new Promise((resolve, reject) => {
      const stop = work(resolve, reject);
      aborted = () => { stop(); reject(signal.reason); };
      signal.addEventListener("abort", aborted);
    }).finally(() => signal.removeEventListener("abort", aborted));
  }

  const sleep = (seconds, signal) => until(signal, (resolve) => {
    const timer = setTimeout(resolve, seconds * 1000);
    window.addEventListener("online", resolve, { once: true });
    return () => clearTimeout(timer);
  });

  // --- the server and the store ---

  async function ask(form, path, body, signal) {
    const headers = { Accept: "application/json" };
    if (body !== undefined) {
      headers["Content-Type"] = "application/json";
      headers["X-CSRFToken"] = form.querySelector("[name=csrfmiddlewaretoken]").value;
    }
    let answer;
    try {
      answer = await fetch(HOME + path, {
        method: body === undefined ? "GET" : "POST", headers, body: JSON.stringify(body), signal, cache: "no-store",
      });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new Interrupted("Koneksi terputus.");
    }
    if (answer.status >= 500) throw new Interrupted("Layanan sedang tidak dapat dihubungi.");
    if (!answer.headers.get("Content-Type")?.startsWith("application/json")) {
      throw new Stopped("Sesi Anda berakhir. Masuk kembali, lalu pilih berkas yang sama untuk melanjutkan.");
    }
    const found = await answer.json();
    if (!answer.ok) throw Object.assign(new Stopped(found.message), { status: answer.status });
    return found;
  }

  function put(part, content, signal, progress) {
    return until(signal, (resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("PUT", part.url);
      for (const [name, value] of Object.entries(part.headers)) request.setRequestHeader(name, value);
      request.upload.addEventListener("progress", (event) => progress(event.loaded));
      request.addEventListener("load", () => request.status === 200
        ? resolve() : reject(new Interrupted(`Penyimpanan menolak bagian ${part.number}.`)));
      request.addEventListener("error", () => reject(new Interrupted("Koneksi terputus.")));
      request.send(content);
      return () => request.abort();
    });
  }

  async function again(work, signal, said) {
    for (const pause of [...PAUSES, 0]) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof Interrupted) || !pause) throw error;
        said(`${error.message} Dicoba lagi …`);
        await sleep(pause, signal);
      }
    }
  }

  // --- what this browser began before ---

  const keyOf = (kind, file) => `${KEEP}${kind}:${file.name}:${file.size}:${file.lastModified}`;
  const remember = (key, found) => localStorage.setItem(key, JSON.stringify({ id: found.id, expires: found.expires }));
  const forget = (key) => localStorage.removeItem(key);

  function remembered(key) {
    const kept = JSON.parse(localStorage.getItem(key) || "null");
    if (kept && Date.parse(kept.expires) > Date.now()) return kept.id;
    forget(key);
    return null;
  }

  // --- one file ---

  class Sending {
    constructor(field, file) {
      this.field = field;
      this.file = file;
      this.key = keyOf(field.kind, file);
      this.parts = new Map(); // number -> bytes that have left
      this.row = field.addRow(file.name);
      this.row.retry.addEventListener("click", () => this.run());
      this.row.cancel.addEventListener("click", () => this.cancel());
      this.run();
    }

    async run() {
      this.control = new AbortController();
      this.row.busy();
      try {
        const found = await this.send(this.control.signal);
        forget(this.key);
        this.field.attach(found, this.row);
      } catch (error) {
        if (this.control.signal.aborted) return;
        if (!(error instanceof Stopped || error instanceof Interrupted)) {
          error = new Stopped("Berkas tidak dapat dibaca. Pilih kembali berkas tersebut.");
        }
        this.control.abort(); // the other lane
        this.row.fail(error.message);
      }
    }

    async send(signal) {
      const form = this.field.form;
      const said = (text) => this.row.say(text);
      if (!crypto.subtle) throw new Stopped("Berkas besar hanya dapat dikirim lewat alamat https.");
      let found = await again(() => this.begin(form, signal), signal, said);
      if (found.state === "sending") {
        await this.sendParts(found, signal);
        this.row.announce("Semua bagian terkirim. Berkas sedang diperiksa.");
        found = await again(() => ask(form, `${found.id}/selesai/`, {}, signal), signal, said);
      }
      for (let wait = 1; found.state === "checking"; wait = Math.min(wait * 1.5, 10)) {
        this.row.cancel.hidden = true; // the server does not take it back now
        this.row.show(1, "Terkirim. Berkas sedang diperiksa …");
        await sleep(wait, signal);
        found = await again(() => ask(form, `${found.id}/`, undefined, signal), signal, said);
      }
      if (found.state === "refused") {
        forget(this.key);
        throw new Stopped(found.refusal);
      }
      return found;
    }

    async begin(form, signal) {
      const id = remembered(this.key);
      if (id) {
        try {
          const found = await ask(form, `${id}/`, undefined, signal);
          if (["sending", "checking"].includes(found.state) || found.upload) {
            if (found.received.length) this.row.announce(`Pengiriman dilanjutkan dari ${bytes(found.received_bytes)}.`);
            return found;
          }
        } catch (error) {
          if (error.status !== 404) throw error;
        }
        forget(this.key);
      }
      const body = { name: this.file.name, size: this.file.size, kind: this.field.kind };
      const found = await ask(form, "", body, signal);
      remember(this.key, found);
      return found;
    }

    async sendParts(found, signal) {
      const received = new Set(found.received);
      const missing = [];
      this.parts.clear();
      for (let number = 1; number <= found.parts; number += 1) {
        if (received.has(number)) this.parts.set(number, Math.min(found.part_size, found.size - (number - 1) * found.part_size));
        else missing.push(number);
      }
      const lane = async () => {
        for (let number = missing.shift(); number !== undefined; number = missing.shift()) {
          await this.sendPart(found, number, signal);
        }
      };
      this.progress();
      await Promise.all(Array.from({ length: LANES }, lane));
    }

    async sendPart(found, number, signal) {
      const start = (number - 1) * found.part_size;
      const content = await this.file.slice(start, start + found.part_size).arrayBuffer();
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
      const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
      await again(async () => {
        const body = { parts: [{ number, sha256 }] };
        const { parts: [part] } = await ask(this.field.form, `${found.id}/bagian/`, body, signal);
        await put(part, content, signal, (sent) => { this.parts.set(number, sent); this.progress(); });
        this.parts.set(number, content.byteLength);
        this.progress();
      }, signal, (text) => { this.parts.delete(number); this.row.say(text); });
    }

    progress() {
      const sent = [...this.parts.values()].reduce((sum, part) => sum + part, 0);
      const share = this.file.size ? Math.min(sent / this.file.size, 1) : 0;
      this.row.show(share, `${bytes(Math.min(sent, this.file.size))} dari ${bytes(this.file.size)} (${Math.floor(share * 100)}%)`);
    }

    async cancel() {
      this.control.abort();
      const id = remembered(this.key);
      forget(this.key);
      this.row.remove();
      this.field.input.focus();
      // What cannot be told now expires by itself.
      if (id) await ask(this.field.form, `${id}/batal/`, {}).catch(() => {});
    }
  }

  // --- the field and its rows ---

  class Field {
    constructor(box) {
      this.box = box;
      this.kind = box.dataset.large;
      this.form = box.closest("form");
      this.input = box.querySelector("[data-large-file]");
      this.list = box.querySelector("[data-large-list]");
      this.live = box.querySelector("[data-large-live]");
      this.error = box.querySelector("[data-large-error]");
      box.querySelector("[data-large-without]").hidden = true;
      this.input.hidden = false;
      this.input.addEventListener("change", () => this.choose([...this.input.files]));
      this.offer();
    }

    choose(files) {
      this.input.value = "";
      const maximum = Number(this.box.dataset.largeMaximum);
      const taken = this.box.querySelectorAll("input[type=checkbox]:checked, [data-large-row]").length;
      this.complain(taken + files.length > maximum ? `Unggah paling banyak ${maximum} berkas.` : "");
      for (const file of files.slice(0, Math.max(0, maximum - taken))) {
        this.list.querySelector(`[data-large-offer="${CSS.escape(keyOf(this.kind, file))}"]`)?.remove();
        new Sending(this, file);
      }
    }

    // What was interrupted can only go on with the file itself, which a page cannot open without being given it.
    async offer() {
      const prefix = `${KEEP}${this.kind}:`;
      for (const key of Object.keys(localStorage).filter((name) => name.startsWith(prefix))) {
        const id = remembered(key);
        const found = id && await ask(this.form, `${id}/`).catch(() => null);
        if (!found || found.state !== "sending") continue;
        const share = Math.floor((found.received_bytes / found.size) * 100);
        const text = `Pengiriman “${found.name}” terputus pada ${share}%. Pilih berkas yang sama untuk melanjutkan.`;
        const drop = element("button", { type: "button", class: "alur-button-link alur-button-link--danger" }, "Batalkan");
        const row = element("p", { class: "alur-large__offer", "data-large-offer": key }, `${text} `, drop);
        drop.addEventListener("click", () => {
          forget(key);
          row.remove();
          ask(this.form, `${id}/batal/`, {}).catch(() => {});
        });
        this.list.append(row);
      }
    }

    addRow(name) {
      const bar = element("progress", { max: "1", value: "0", "aria-label": `Pengiriman ${name}` });
      const text = element("span", { class: "alur-large__text" });
      const retry = element("button", { type: "button", class: "alur-button-link" }, "Coba lagi");
      const cancel = element("button", { type: "button", class: "alur-button-link alur-button-link--danger" },
        "Batalkan", element("span", { class: "govuk-visually-hidden" }, ` ${name}`));
      const row = element("div", { class: "alur-large__row", "data-large-row": "" },
        element("strong", { class: "alur-large__name" }, name), bar, text, retry, cancel);
      this.list.append(row);
      this.complain("");
      let told = 0;
      const announce = (sentence) => { this.live.textContent = sentence; };
      const say = (sentence) => { text.textContent = sentence; };
      return {
        retry, cancel, say, announce,
        remove: () => row.remove(),
        busy: () => { retry.hidden = true; row.classList.remove("alur-large__row--failed"); },
        show: (share, sentence) => {
          bar.value = share;
          say(sentence);
          if (share >= told + 0.25 && share < 1) {
            told = Math.floor(share * 4) / 4;
            announce(`${name}: ${told * 100}% terkirim.`);
          }
        },
        fail: (sentence) => {
          retry.hidden = cancel.hidden = false;
          row.classList.add("alur-large__row--failed");
          say(sentence);
          announce(`${name}: ${sentence}`);
        },
      };
    }

    attach(found, row) {
      tick(this.box, this.input, this.box.querySelector("[data-large-name]").name, found);
      row.announce(`${found.name} diterima.`);
      row.remove();
      this.complain("");
      this.box.dispatchEvent(new Event("change", { bubbles: true })); // the draft names it
    }

    complain(sentence) {
      this.error.textContent = sentence;
      this.error.hidden = !sentence;
    }
  }

  const fields = new Map();
  function start() {
    for (const box of document.querySelectorAll("[data-large]")) if (!fields.has(box)) fields.set(box, new Field(box));
  }
  start();
  // repeated rows bring fields later
  new MutationObserver(start).observe(document.body, { childList: true, subtree: true });

  const underWay = (root) => root.querySelector("[data-large-row]");
  document.addEventListener("submit", (event) => {
    const row = underWay(event.target);
    if (!row) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const field = fields.get(row.closest("[data-large]"));
    field.complain("Berkas ini belum selesai dikirim. Tunggu sampai selesai, atau batalkan pengirimannya.");
    field.error.scrollIntoView({ block: "center" });
    field.error.focus();
  }, true);
  window.addEventListener("beforeunload", (event) => {
    if (underWay(document)) event.preventDefault();
  });
})();
