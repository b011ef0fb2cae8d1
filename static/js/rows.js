// Repeated rows (templates/widgets/rows.html): adds a row from the <template>, removes one, keeps the numbers gapless.
(() => {
  "use strict";
  const INDEXED = ["name", "id", "for", "aria-describedby", "aria-labelledby"];

  function renumber(group, row, index) {
    const prefix = group.dataset.rows;
    const own = new RegExp(`${prefix.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}-(?:\\d+|__i__)(?=-|$)`, "g");
    for (const element of [row, ...row.querySelectorAll("*")]) {
      for (const attribute of INDEXED) {
        const value = element.getAttribute(attribute);
        if (value && element !== row) element.setAttribute(attribute, value.replace(own, `${prefix}-${index}`));
      }
    }
    row.id = `baris-${prefix}-${index + 1}`;
    row.setAttribute("aria-labelledby", `judul-${prefix}-${index}`);
    for (const number of row.querySelectorAll("[data-row-number]")) number.textContent = String(index + 1);
  }

  function isBlank(row) {
    return [...row.querySelectorAll("input:not([data-row-id]), select, textarea")].every((control) =>
      control.type === "checkbox" || control.type === "radio" ? !control.checked : !control.value);
  }

  function start(group) {
    const list = group.querySelector("[data-rows-list]");
    if (!list) return; // rows that are given, no more and no less
    const template = group.querySelector("template[data-rows-template]");
    const add = group.querySelector("[data-rows-add]");
    const live = group.querySelector("[data-rows-live]");
    const rows = () => [...list.children];

    const renumberAll = () => rows().forEach((row, index) => renumber(group, row, index));
    const append = () => {
      list.append(template.content.cloneNode(true));
      const row = list.lastElementChild;
      renumber(group, row, rows().length - 1);
      row.querySelector("[data-rows-remove]").hidden = false;
      return row;
    };

    // the blank rows at the end are for browsers without script
    for (const row of rows().reverse()) {
      if (!isBlank(row) || row.querySelector(".govuk-error-message")) break;
      row.remove();
    }
    for (const row of rows()) row.querySelector("[data-rows-remove]").hidden = false;
    if (!rows().length) append();
    add.hidden = false;

    add.addEventListener("click", () => {
      append().querySelector("input:not([type=hidden]), select, textarea").focus();
      live.textContent = `Baris ${rows().length} ditambahkan.`;
    });
    list.addEventListener("click", (event) => {
      const remove = event.target.closest("[data-rows-remove]");
      if (!remove) return;
      const row = remove.closest("[data-row]");
      const number = rows().indexOf(row) + 1;
      row.remove();
      renumberAll();
      if (!rows().length) append();
      live.textContent = `Baris ${number} dihapus.`;
      const near = rows()[Math.max(0, number - 2)];
      near.focus();
      group.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  document.querySelectorAll("[data-rows]").forEach(start);
})();
