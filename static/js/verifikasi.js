// Drag and drop for the public verification. The server judges; without this file the form works as it is.
const form = document.querySelector("[data-drop]");

if (form) {
  const input = form.querySelector("input[type=file]");
  const error = form.querySelector("[data-drop-error]");
  const busy = form.querySelector("[data-drop-busy]");
  const button = form.querySelector("button");
  form.querySelector("[data-drop-hint]").hidden = false;

  const refuse = (text) => {
    error.textContent = text;
    error.hidden = !text;
    if (text) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  };
  const accepted = () => {
    const file = input.files[0];
    if (!file) refuse("Pilih berkas yang akan diperiksa.");
    else if (file.size > Number(form.dataset.maxBytes)) refuse("Berkas terlalu besar; paling besar 25 MB.");
    else refuse("");
    return error.hidden;
  };
  const over = (on) => form.classList.toggle("v-form--over", on);

  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, (event) => { event.preventDefault(); over(true); });
  }
  form.addEventListener("dragleave", (event) => { if (!form.contains(event.relatedTarget)) over(false); });
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    if (accepted()) form.requestSubmit();
  });
  // a file dropped beside the box must not open in place of the page
  for (const name of ["dragover", "drop"]) document.addEventListener(name, (event) => event.preventDefault());
  form.addEventListener("submit", (event) => {
    if (!accepted()) { event.preventDefault(); return; }
    busy.textContent = "Memeriksa berkas…";
    button.disabled = true;
  });
  // back from the answer: the page may come out of the browser's memory as it was left
  addEventListener("pageshow", () => { busy.textContent = ""; button.disabled = false; });
}
