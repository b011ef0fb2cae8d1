// Lines of a table form (form[data-paste], rows [data-line]): a table copied from a spreadsheet fills the cells from the
// one it is pasted into, Enter goes down a column.
(() => {
  "use strict";

  function start(form) {
    const lines = [...form.querySelectorAll("[data-line]")].map((line) => [...line.querySelectorAll("input")]);

    const placeOf = (input) => {
      const row = lines.findIndex((cells) => cells.includes(input));
      return [row, row < 0 ? -1 : lines[row].indexOf(input)];
    };

    form.addEventListener("paste", (event) => {
      const text = event.clipboardData?.getData("text/plain") ?? "";
      const [row, column] = placeOf(event.target);
      if (row < 0 || !/[\t\n]/.test(text.trim())) return;
      const pasted = text.replace(/\r/g, "").replace(/\n+$/, "").split("\n").map((line) => line.split("\t"));
      if (row + pasted.length > lines.length) return; // the text stays as it is: nothing is dropped without a word
      event.preventDefault();
      pasted.forEach((cells, r) => cells.forEach((cell, c) => {
        const target = lines[row + r]?.[column + c];
        if (target) target.value = cell.trim();
      }));
    });
    form.addEventListener("keydown", (event) => {
      const [row, column] = placeOf(event.target);
      if (event.key !== "Enter" || row < 0) return;
      event.preventDefault();
      const next = lines[row + 1]?.[column];
      (next ?? form.querySelector("[data-module=govuk-button]")).focus();
    });
  }

  document.querySelectorAll("form[data-paste]").forEach(start);
})();
