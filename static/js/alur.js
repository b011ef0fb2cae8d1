// Starts the parts of govuk-frontend and the small helpers of every page. All pages work without it.
import {
  Button, CharacterCount, Checkboxes, ErrorSummary, PasswordInput, Radios, SkipLink, createAll,
} from "../vendor/govuk-frontend/govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");

// Going back to, or reloading, a page that answered a form asks for the page once more instead of sending the form: the
// browser keeps nothing of it (no-store) and would say that it "expired". What was typed stands in the draft.
if ("answersPost" in document.body.dataset) history.replaceState(history.state, "", location.href);

createAll(Button);
createAll(Checkboxes);
createAll(Radios);
createAll(ErrorSummary);
createAll(SkipLink);
createAll(PasswordInput, {
  i18n: {
    showPassword: "Tampilkan",
    hidePassword: "Sembunyikan",
    showPasswordAriaLabel: "Tampilkan password",
    hidePasswordAriaLabel: "Sembunyikan password",
    passwordShownAnnouncement: "Password ditampilkan",
    passwordHiddenAnnouncement: "Password disembunyikan",
  },
});
createAll(CharacterCount, {
  i18n: {
    charactersUnderLimit: { other: "Tersisa %{count} karakter" },
    charactersAtLimit: "Batas karakter tercapai",
    charactersOverLimit: { other: "Kelebihan %{count} karakter" },
  },
});

const toggle = document.querySelector("[data-menu-toggle]");
const menu = document.querySelector("[data-menu]");
if (toggle && menu) {
  const narrow = window.matchMedia("(max-width: 40em)");
  const show = (open) => {
    menu.toggleAttribute("data-closed", !open);
    toggle.setAttribute("aria-expanded", String(open));
  };
  const adapt = () => {
    toggle.hidden = !narrow.matches;
    show(!narrow.matches);
  };
  toggle.addEventListener("click", () => show(toggle.getAttribute("aria-expanded") !== "true"));
  narrow.addEventListener("change", adapt);
  adapt();
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "Tersalin";
  });
}

for (const all of document.querySelectorAll("[data-select-all]")) {
  const boxes = () => document.querySelectorAll(`input[type=checkbox][name="${all.dataset.selectAll}"]`);
  all.addEventListener("change", () => boxes().forEach((box) => { box.checked = all.checked; }));
}

// A document opens in the frame of the page: bring it into sight, and mark which one it is
for (const frame of document.querySelectorAll("iframe[name]")) {
  const links = document.querySelectorAll(`a[target="${frame.name}"]`);
  for (const link of links) {
    link.addEventListener("click", () => {
      for (const other of links) other.removeAttribute("aria-current");
      link.setAttribute("aria-current", "true");
      frame.scrollIntoView({ block: "start" });
    });
  }
}

if (document.querySelector("textarea[data-rich]")) import("./editor.js");
