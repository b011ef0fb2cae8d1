// A page that waits for the server ([data-waiting], templates/terbitan/cetakan.html): asks for itself every two seconds and
// takes over what it says now. Without it a link does the same.
(() => {
  "use strict";
  const EVERY = 2000;
  const area = document.querySelector("[data-waiting]");
  if (!area) return;

  async function look() {
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      if (answer.redirected) return; // the session has ended
      const now = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(area.id);
      if (now && now.textContent !== area.textContent) area.replaceChildren(...now.childNodes);
      if (now && !("waiting" in now.dataset)) return;
    } catch {
      // the connection is away; it is asked again
    }
    setTimeout(look, EVERY);
  }
  setTimeout(look, EVERY);
})();
