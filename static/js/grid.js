// The score grid (templates/components/score_grid.html): nilai and total appear as typed, cells are reached by keyboard,
// leaving with unsaved scores is asked. The figures are a preview: the server computes what is kept (SJ-96).
(() => {
  "use strict";
  const SCORE = /^\d{1,2}(?:[.,]\d{1,2})?$/;

  // Scores have at most two decimals: hundredths are whole numbers, so that no binary rounding can show.
  function hundredths(text) {
    const clean = text.trim();
    if (!SCORE.test(clean)) return null;
    const [whole, part = ""] = clean.split(/[.,]/);
    const value = Number(whole) * 100 + Number(part.padEnd(2, "0"));
    return value >= 100 && value <= 1000 ? value : null;
  }

  function shown(value) {
    const whole = String(Math.floor(value / 100)).replace(/\B(?=(\d{3})+$)/g, ".");
    const part = String(value % 100).padStart(2, "0").replace(/0+$/, "");
    return part ? `${whole},${part}` : whole;
  }

  function start(form) {
    const state = form.querySelector("[data-grid-state]");
    const rows = [...form.querySelectorAll("[data-grid-row]")];
    const cells = rows.map((row) => [...row.querySelectorAll("td")].map((td) => td.querySelector("[data-skor]")));
    const inputs = cells.flat().filter(Boolean);
    let dirty = false;
    let sending = false;

    function recompute(row) {
      let total = 0;
      let complete = true;
      for (const input of row.querySelectorAll("[data-skor]")) {
        const skor = hundredths(input.value);
        const nilai = skor === null ? null : skor * Number(input.dataset.bobot.replace(",", "."));
        input.closest("td").querySelector("[data-nilai]").textContent = nilai === null ? "–" : shown(nilai);
        if (input.value.trim() && skor === null) input.setAttribute("aria-invalid", "true");
        else if (!input.classList.contains("govuk-input--error") || input.value !== input.defaultValue) {
          input.removeAttribute("aria-invalid");
        }
        if (nilai === null) complete = false;
        else total += nilai;
      }
      // a stage the candidate has not reached has no input: the total stays open (SJ-97)
      if (cells[rows.indexOf(row)].slice(0, -1).some((input) => !input)) complete = false;
      row.querySelector("[data-total]").textContent = complete ? shown(total) : "–";
    }

    function mark() {
      dirty = inputs.some((input) => input.value !== input.defaultValue);
      if (state) state.hidden = !dirty;
    }

    function move(input, down, right) {
      const r = rows.indexOf(input.closest("[data-grid-row]"));
      let row = r + down;
      let column = cells[r].indexOf(input) + right;
      while (cells[row]) {
        const target = cells[row][column];
        if (target) {
          target.focus();
          target.select();
          return true;
        }
        if (column < 0 || column >= cells[row].length) return false;
        row += down;
        column += right;
      }
      return false;
    }

    form.addEventListener("input", (event) => {
      if (!event.target.matches("[data-skor]")) return;
      recompute(event.target.closest("[data-grid-row]"));
      mark();
    });
    form.addEventListener("keydown", (event) => {
      const input = event.target;
      if (!input.matches("[data-skor]") || event.altKey || event.ctrlKey || event.metaKey) return;
      const atStart = input.selectionStart === 0 && input.selectionEnd === 0;
      const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
      const atEnd = input.selectionStart === input.value.length;
      const steps = { ArrowDown: [1, 0], ArrowUp: [-1, 0], Enter: [event.shiftKey ? -1 : 1, 0] };
      if (atEnd || whole) steps.ArrowRight = [0, 1];
      if (atStart || whole) steps.ArrowLeft = [0, -1];
      const step = steps[event.key];
      if (!step) return;
      event.preventDefault();
      if (!move(input, ...step) && event.key === "Enter" && !event.shiftKey) {
        const column = cells[rows.indexOf(input.closest("[data-grid-row]"))].indexOf(input);
        const next = cells.map((row) => row[column + 1]).find(Boolean);
        (next || form.querySelector("[type=submit]"))?.focus();
        next?.select();
      }
    });
    form.addEventListener("submit", () => { sending = true; });
    window.addEventListener("pageshow", () => { sending = false; mark(); });
    window.addEventListener("beforeunload", (event) => {
      if (dirty && !sending) event.preventDefault();
    });

    rows.forEach(recompute);
    mark();
  }

  document.querySelectorAll("form[data-grid]").forEach(start);
})();
