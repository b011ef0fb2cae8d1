// Scores typed into the tables of the stages (templates/jpt/stage_table.html): nilai and total appear as typed, cells are
// reached by keyboard, leaving with unsaved scores is asked. The figures are a preview: the server computes what is kept
// (SJ-96).
(() => {
  "use strict";
  const NUMBER = /^\d{1,4}(?:[.,]\d{1,2})?$/;
  //: Decimals that a figure has at most: a skor has two, a bobot too, so that a nilai has four.
  const PLACES = 4;

  // Whole numbers of the last decimal place, so that no binary rounding can show.
  function scaled(text, places) {
    const clean = text.trim();
    if (!NUMBER.test(clean)) return null;
    const [whole, part = ""] = clean.split(/[.,]/);
    return Number(whole + part.padEnd(places, "0"));
  }

  function skorOf(input) {
    const value = scaled(input.value, 2);
    return value !== null && value >= 100 && value <= 1000 ? value : null;
  }

  function shown(value) {
    const digits = String(value).padStart(PLACES + 1, "0");
    const whole = digits.slice(0, -PLACES).replace(/\B(?=(\d{3})+$)/g, ".");
    const part = digits.slice(-PLACES).replace(/0+$/, "");
    return part ? `${whole},${part}` : whole;
  }

  function restOf(output) {
    const [whole, part = ""] = (output.dataset.rest ?? "").split(".");
    return whole ? Number(whole + part.padEnd(PLACES, "0").slice(0, PLACES)) : null;
  }

  function start(form) {
    const inputs = [...form.querySelectorAll("[data-skor]")];
    if (!inputs.length) return;
    let dirty = false;
    let sending = false;

    function recompute(input) {
      const row = input.closest("[data-grid-row]");
      const skor = skorOf(input);
      const nilai = skor === null ? null : skor * scaled(input.dataset.bobot, 2);
      row.querySelector("[data-nilai]").textContent = nilai === null ? "–" : shown(nilai);
      const total = row.querySelector("[data-total]");
      if (total) {
        // a stage without a score leaves the total open (SJ-97)
        const rest = restOf(total);
        total.textContent = nilai === null || rest === null ? "–" : shown(nilai + rest);
      }
      if (input.value.trim() && skor === null) input.setAttribute("aria-invalid", "true");
      else if (!input.classList.contains("govuk-input--error") || input.value !== input.defaultValue) {
        input.removeAttribute("aria-invalid");
      }
    }

    const changed = (input) => input.value !== input.defaultValue;

    function mark() {
      dirty = inputs.some(changed);
      for (const state of form.querySelectorAll("[data-grid-state]")) {
        state.hidden = ![...state.closest("table").querySelectorAll("[data-skor]")].some(changed);
      }
    }

    // the next cell of the same table; behind the last one its button
    function move(input, step) {
      const table = input.closest("table");
      const cells = [...table.querySelectorAll("[data-skor]")];
      const next = cells[cells.indexOf(input) + step];
      if (next) {
        next.focus();
        next.select();
      } else if (step > 0) {
        table.parentElement.querySelector("[data-grid-save]")?.focus();
      }
    }

    form.addEventListener("input", (event) => {
      if (!event.target.matches("[data-skor]")) return;
      recompute(event.target);
      mark();
    });
    form.addEventListener("keydown", (event) => {
      if (!event.target.matches("[data-skor]") || event.altKey || event.ctrlKey || event.metaKey) return;
      const step = { ArrowDown: 1, ArrowUp: -1, Enter: event.shiftKey ? -1 : 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      move(event.target, step);
    });
    form.addEventListener("submit", () => { sending = true; });
    window.addEventListener("pageshow", () => { sending = false; mark(); });
    window.addEventListener("beforeunload", (event) => {
      if (dirty && !sending) event.preventDefault();
    });

    for (const input of inputs) if (input.value) recompute(input);
    mark();
  }

  document.querySelectorAll("form[data-grid]").forEach(start);
})();
