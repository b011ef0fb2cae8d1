// The editor of formatted text: a toolbar over Squire, in the place of the plain text area, which stays the field that
// is sent. What is pasted or typed keeps the marks that the server knows (workflows/formatted.py), nothing else.
// Without JavaScript the plain text area works as it stands.
import Squire from "../vendor/squire/squire.mjs";

const MARKS = new Set(["P", "BR", "B", "I", "U", "A", "SUP", "SUB", "OL", "UL", "LI", "H3", "H4", "BLOCKQUOTE",
  "TABLE", "THEAD", "TBODY", "TR", "TH", "TD"]);
const SAME = { STRONG: "B", EM: "I", DIV: "P", H1: "H3", H2: "H3", H5: "H4", H6: "H4" };
const DROPPED = new Set(["SCRIPT", "STYLE", "HEAD", "TITLE", "META", "TEMPLATE", "IFRAME", "OBJECT", "SVG"]);
const LINK = /^(https?:\/\/|mailto:)\S+$/i;

// A copy of the nodes with the known marks only; text of unknown ones stays.
const clean = (nodes, into) => {
  for (const node of nodes) {
    if (node.nodeType === Node.TEXT_NODE) {
      into.append(node.nodeValue);
      continue;
    }
    if (node.nodeType !== Node.ELEMENT_NODE || DROPPED.has(node.nodeName)) continue;
    const name = SAME[node.nodeName] ?? node.nodeName;
    const href = node.getAttribute("href") ?? "";
    if (!MARKS.has(name) || (name === "A" && !LINK.test(href))) {
      clean(node.childNodes, into);
      continue;
    }
    const copy = document.createElement(name);
    if (name === "A") copy.setAttribute("href", href);
    if (name === "OL" && /^\d{1,4}$/.test(node.getAttribute("start") ?? "")) copy.setAttribute("start", node.getAttribute("start"));
    clean(node.childNodes, copy);
    into.append(copy);
  }
  return into;
};

const parsed = (html) => clean(new DOMParser().parseFromString(html, "text/html").body.childNodes, document.createDocumentFragment());

// What is sent: nothing for nothing, lines without the editor's own helpers.
const written = (root) => {
  const copy = clean(root.childNodes, document.createElement("div"));
  for (const line of copy.querySelectorAll("p, li, h3, h4, td, th")) {
    if (line.lastChild?.nodeName === "BR") line.lastChild.remove();
  }
  // browsers write a hard space where one is typed beside a mark
  const html = copy.innerHTML.replace(/&nbsp;/g, " ").replace(/\u200b/g, "");
  return copy.textContent.replace(/[\s\u200b]/g, "") ? html : "";
};

const heading = (editor) => {
  const on = editor.hasFormat("H3");
  editor.modifyBlocks((fragment) => {
    for (const block of fragment.querySelectorAll(on ? "h3" : "p")) {
      const other = document.createElement(on ? "p" : "h3");
      other.append(...block.childNodes);
      block.replaceWith(other);
    }
    return fragment;
  });
};

// key of the toolbar, what stands on it, its name, the mark that lights it, what it does
const TOOLS = [
  ["B", "Tebal", "B", (e) => (e.hasFormat("B") ? e.removeBold() : e.bold())],
  ["I", "Miring", "I", (e) => (e.hasFormat("I") ? e.removeItalic() : e.italic())],
  ["U", "Garis bawah", "U", (e) => (e.hasFormat("U") ? e.removeUnderline() : e.underline())],
  ["Judul", "Judul bagian", "H3", heading],
  ["• Daftar", "Daftar butir", "UL", (e) => (e.hasFormat("UL") ? e.removeList() : e.makeUnorderedList())],
  ["1. Daftar", "1. Daftar bernomor", "OL", (e) => (e.hasFormat("OL") ? e.removeList() : e.makeOrderedList())],
  ["⇥", "Masukkan butir satu tingkat", "", (e) => e.increaseListLevel()],
  ["⇤", "Keluarkan butir satu tingkat", "", (e) => e.decreaseListLevel()],
  ["Kutipan", "Kutipan", "BLOCKQUOTE", (e) => (e.hasFormat("BLOCKQUOTE") ? e.decreaseQuoteLevel() : e.increaseQuoteLevel())],
  ["Tautan", "Tautan", "A", null],
  ["↶", "Urungkan", "", (e) => e.undo()],
  ["↷", "Ulangi", "", (e) => e.redo()],
];

const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
};

const linkRow = (editor, id) => {
  const address = element("input", { class: "govuk-input", type: "url", id: `${id}-alamat`, inputmode: "url", autocomplete: "off" });
  const fault = element("p", { class: "govuk-error-message", role: "alert" });
  const put = element("button", { type: "button", class: "govuk-button govuk-button--secondary" }, "Pasang tautan");
  const remove = element("button", { type: "button", class: "govuk-button govuk-button--secondary" }, "Lepas tautan");
  const row = element("div", { class: "alur-editor__link", hidden: "" },
    element("label", { class: "govuk-label", for: `${id}-alamat` }, "Alamat tautan, contoh https://www.bkn.go.id"), fault, address, put, remove);
  const done = () => { row.hidden = true; fault.textContent = ""; editor.focus(); };
  const apply = () => {
    const href = address.value.trim();
    if (!LINK.test(href)) {
      fault.textContent = "Alamat harus diawali https://, http://, atau mailto:.";
      address.focus();
      return;
    }
    done();
    editor.makeLink(href);
  };
  put.addEventListener("click", apply);
  remove.addEventListener("click", () => { done(); editor.removeLink(); });
  address.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); apply(); }
    if (event.key === "Escape") done();
  });
  const open = () => {
    const selected = editor.getSelection().startContainer;
    address.value = (selected.nodeType === Node.TEXT_NODE ? selected.parentElement : selected).closest("a")?.getAttribute("href") ?? "";
    row.hidden = false;
    address.focus();
  };
  return [row, open];
};

// What stands in the area: as the server wrote it, or what was typed before this script came or kept by the browser
// for a page that is shown again.
const begun = (area) => {
  if (area.value === area.defaultValue) return area.dataset.html ?? "";
  if (/<\/(p|ol|ul|h3|h4|blockquote|table)>\s*$/.test(area.value)) return area.value;
  const box = document.createElement("div");
  for (const block of area.value.split(/\n\s*\n/)) {
    const lines = block.split("\n").flatMap((line, index) => (index ? [document.createElement("br"), line] : [line]));
    box.append(element("p", {}, ...lines));
  }
  return box.innerHTML;
};

const start = (area) => {
  if (area.dataset.editor) return;
  area.dataset.editor = "1";
  const label = document.querySelector(`label[for="${area.id}"]`);
  const id = area.id;
  const text = element("div", { class: `${area.className} alur-editor__text alur-rich`, id, role: "textbox", "aria-multiline": "true" });
  if (label) {
    label.id ||= `${id}-label`;
    text.setAttribute("aria-labelledby", label.id);
    label.addEventListener("click", () => text.focus());
  }
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (area.hasAttribute(name)) text.setAttribute(name, area.getAttribute(name));
  }
  if (area.required) text.setAttribute("aria-required", "true");
  area.required = false; // a hidden field cannot be pointed at by the browser; the server says what is missing
  area.id = `${id}-isi`;
  area.hidden = true;
  const toolbar = element("div", { class: "alur-editor__tools", role: "toolbar", "aria-label": "Format teks", "aria-controls": id });
  const box = element("div", { class: "alur-editor" }, toolbar);
  area.before(box);
  const editor = new Squire(text, { blockTag: "P", addLinks: false, sanitizeToDOMFragment: parsed });
  const [row, openLink] = linkRow(editor, id);
  box.append(row, text);
  const buttons = TOOLS.map(([face, name, mark, act], index) => {
    const button = element("button", { type: "button", "aria-label": name, title: name, tabindex: index ? "-1" : "0" }, face);
    if (mark) button.setAttribute("aria-pressed", "false");
    button.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
    button.addEventListener("click", () => {
      if (act) { editor.focus(); act(editor); light(); } else openLink();
    });
    toolbar.append(button);
    return button;
  });
  toolbar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const now = buttons.indexOf(document.activeElement);
    const next = buttons[(now + step + buttons.length) % buttons.length];
    buttons.forEach((button) => button.setAttribute("tabindex", button === next ? "0" : "-1"));
    next.focus();
  });
  const light = () => TOOLS.forEach(([, , mark], index) => {
    if (mark) buttons[index].setAttribute("aria-pressed", String(editor.hasFormat(mark)));
  });
  for (const event of ["pathChange", "select", "cursor"]) editor.addEventListener(event, light);
  // Tab leads on to the next field, as everywhere else.
  editor.setKeyHandler("Tab", () => {});
  editor.setKeyHandler("Shift-Tab", () => {});
  editor.setHTML(begun(area));
  let kept = written(text); // what nobody has touched is sent as it came
  const keep = () => {
    const value = written(text);
    if (value === kept) return;
    kept = value;
    area.value = value;
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  editor.addEventListener("input", keep);
  area.form?.addEventListener("submit", keep, true);
  area.form?.addEventListener("formdata", (event) => { keep(); event.formData.set(area.name, area.value); });
};

const startAll = (within) => within.querySelectorAll("textarea[data-rich]").forEach(start);
startAll(document);
// rows that are added later bring their own
new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) => {
  if (node.nodeType === Node.ELEMENT_NODE) startAll(node.parentElement ?? node);
}))).observe(document.querySelector("main") ?? document.body, { childList: true, subtree: true });
