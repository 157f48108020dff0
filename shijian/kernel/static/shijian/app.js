// Enhancement only: every page works without this file.
const MENU = "details.menu";
const PENDING_MS = 8000;

document.documentElement.classList.add("js");

function closeMenus(except) {
  for (const menu of document.querySelectorAll(`${MENU}[open]`)) {
    const stays = menu.closest(".side-nav, .top-menu .nav-list"); // part of a list, nothing that covers the page
    if (menu !== except && !stays && !menu.contains(except)) menu.open = false;
  }
}

document.addEventListener("click", (event) => {
  closeMenus(event.target.closest(MENU));
  if (event.target.closest("[data-print]")) window.print();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector(`${MENU}[open]`);
  if (!menu) return;
  closeMenus();
  menu.querySelector("summary").focus();
});

function release(form) {
  delete form.dataset.pending;
  for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
}

// A second press while the first is on its way must not ask twice; a download leaves the page standing, so let go again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.pending) {
    event.preventDefault();
    return;
  }
  form.dataset.pending = "yes";
  event.submitter?.setAttribute("aria-disabled", "true");
  setTimeout(() => release(form), PENDING_MS);
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-pending]")) release(form);
});

document.querySelector("[data-error-summary]")?.focus();
