// A file goes up as soon as it is chosen ([data-files], documents/templates/documents/widgets/documents.html) and is a ticked
// box from then on, which the draft names. What cannot go up now stays chosen and goes with the form.
import { element, tick } from "./file_box.js";

const HOME = `${document.body.dataset.largeUploads}berkas/`;

class Field {
  constructor(box) {
    this.box = box;
    this.input = box.querySelector("input[type=file]");
    this.form = box.closest("form");
    this.status = element("span", { class: "alur-large__text", role: "status" });
    this.error = element("p", { class: "govuk-error-message", role: "alert", tabindex: "-1", hidden: "" });
    this.input.before(this.error);
    this.input.after(this.status);
    this.left = []; // chosen and not received
    this.running = null;
    this.refused = false;
    this.maximum = Number(box.dataset.filesMaximum);
    this.input.addEventListener("change", () => this.choose([...this.input.files]));
  }

  choose(files) {
    this.complain("");
    this.left = [];
    if (!files.length) return;
    if (this.maximum !== 1 && this.ticked().length + files.length > this.maximum) {
      this.complain(`Unggah paling banyak ${this.maximum} berkas.`);
      return;
    }
    const before = this.running || Promise.resolve();
    const own = before.then(() => this.send(files)).finally(() => { if (this.running === own) this.running = null; });
    this.running = own;
  }

  ticked() {
    return [...this.box.querySelectorAll("input[type=checkbox]:checked")];
  }

  async send(files) {
    for (const file of files) {
      this.status.textContent = `Mengirim ${file.name} …`;
      const found = await this.post(file);
      if (found?.message) {
        this.complain(found.message); // what was there before stays
        continue;
      }
      if (this.maximum === 1) for (const one of this.ticked()) one.checked = false; // another file in its place
      if (found === null) this.left.push(file);
      else tick(this.box, this.input, this.input.name, found);
    }
    this.hold(this.left);
    this.status.textContent = this.left.length ? "Berkas belum tersimpan; ikut terkirim bersama formulir." : "";
    this.box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // the file as received, its refusal, or null where the server cannot be asked now
  async post(file) {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", this.form.querySelector("[name=csrfmiddlewaretoken]").value);
    body.append("jenis", this.box.dataset.files);
    body.append("berkas", file);
    try {
      const answer = await fetch(HOME, { method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" } });
      if (answer.status === 401) return await answer.json(); // the session ended: nothing that is sent now is kept
      const known = answer.headers.get("Content-Type")?.startsWith("application/json");
      if (!known || answer.status >= 500 || answer.status === 403) return null;
      return await answer.json();
    } catch {
      return null;
    }
  }

  hold(files) {
    const held = new DataTransfer();
    for (const file of files) held.items.add(file);
    this.input.files = held.files;
  }

  complain(sentence) {
    this.refused = Boolean(sentence);
    this.error.textContent = sentence;
    this.error.hidden = !sentence;
  }
}

const fields = new Map();
function start() {
  for (const box of document.querySelectorAll("[data-files]")) if (!fields.has(box)) fields.set(box, new Field(box));
}
start();
// repeated rows bring fields later
new MutationObserver(start).observe(document.body, { childList: true, subtree: true });

const under = (form) => [...fields.values()].filter((one) => one.running && one.box.isConnected && (!form || one.form === form));

// a form waits for its files; a refused one is told before anything is sent
document.addEventListener("submit", (event) => {
  const waiting = under(event.target);
  if (!waiting.length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  Promise.all(waiting.map((one) => one.running)).then(() => {
    const refused = waiting.find((one) => one.refused);
    if (refused) refused.error.focus();
    else event.target.requestSubmit(event.submitter || undefined);
  });
}, true);

window.addEventListener("beforeunload", (event) => {
  if (under(null).length) event.preventDefault();
});
