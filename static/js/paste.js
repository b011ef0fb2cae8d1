// Lines of a table form (form[data-paste], rows [data-line]): a table copied from a spreadsheet fills the cells from the
// one it is pasted into and adds the lines it needs, up to data-most; Enter goes down a column.
(() => {
  "use strict";

  const inputs = (line) => [...line.querySelectorAll("input")];

  function start(form) {
    const lines = [...form.querySelectorAll("[data-line]")];
    const told = document.querySelector("[data-paste-told]");

    const placeOf = (input) => {
      const row = lines.findIndex((line) => line.contains(input));
      return [row, row < 0 ? -1 : inputs(lines[row]).indexOf(input)];
    };

    // the number of a line is in the names of its cells (`pelamar-9-nama`) and one less than what people read
    const numberOf = (line) => Number(inputs(line)[0].name.split("-")[1]);

    function add() {
      const last = lines.at(-1);
      const from = numberOf(last);
      const line = last.cloneNode(true);
      line.querySelectorAll(".alur-grid__error").forEach((error) => error.remove());
      line.querySelector("[data-label=No]").textContent = String(from + 2);
      inputs(line).forEach((input) => {
        const label = line.querySelector(`label[for="${input.id}"]`);
        input.id = input.name = input.name.replace(`-${from}-`, `-${from + 1}-`);
        input.value = "";
        input.classList.remove("govuk-input--error");
        input.removeAttribute("aria-invalid");
        input.removeAttribute("aria-describedby");
        label.htmlFor = input.id;
        label.textContent = label.textContent.replace(String(from + 1), String(from + 2));
      });
      last.after(line);
      lines.push(line);
    }

    form.addEventListener("paste", (event) => {
      const text = event.clipboardData?.getData("text/plain") ?? "";
      const [row, column] = placeOf(event.target);
      if (row < 0 || !/[\t\n]/.test(text.trim())) return;
      event.preventDefault();
      const pasted = text.replace(/\r/g, "").replace(/\n+$/, "").split("\n").map((line) => line.split("\t"));
      const room = Number(form.dataset.most) - numberOf(lines[row]);
      told.hidden = pasted.length <= room;
      if (pasted.length > room) { // nothing is dropped without a word
        told.textContent = `Tabel itu ${pasted.length} baris; dari baris ini paling banyak ${room} baris dapat ditempelkan. Tempelkan sebagian, simpan, lalu tempelkan sisanya.`;
        return;
      }
      while (lines.length < row + pasted.length) add();
      pasted.forEach((cells, r) => cells.forEach((cell, c) => {
        const target = inputs(lines[row + r])[column + c];
        if (target) target.value = cell.trim();
      }));
      event.target.dispatchEvent(new Event("input", { bubbles: true })); // so that the draft keeps it
    });
    form.addEventListener("keydown", (event) => {
      const [row, column] = placeOf(event.target);
      if (event.key !== "Enter" || row < 0) return;
      event.preventDefault();
      const next = row + 1 < lines.length ? inputs(lines[row + 1])[column] : null;
      (next ?? form.querySelector("[data-module=govuk-button]")).focus();
    });
  }

  document.querySelectorAll("form[data-paste]").forEach(start);
})();
