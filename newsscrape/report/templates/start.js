// Views by the address's fragment, the theme, and what in the overview leads to records.

const THEME = "newsscrape-theme";

/** The theme that is shown: the reader's choice, else the system's. */
function theme() {
  return document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
}

function setTheme(name) {
  document.documentElement.dataset.theme = name;
  byId("theme").textContent = name === "dark" ? "Light" : "Dark";
  for (const frame of document.querySelectorAll("iframe")) frame.srcdoc = inTheme(frame.srcdoc);
}

function startTheme() {
  let kept = null;
  try { kept = localStorage.getItem(THEME); } catch { /* a file may have no storage: the choice lasts while it is open */ }
  setTheme(kept === "dark" || kept === "light" ? kept : theme());
  byId("theme").addEventListener("click", () => {
    setTheme(theme() === "dark" ? "light" : "dark");
    try { localStorage.setItem(THEME, theme()); } catch { /* as above */ }
  });
}

const VIEWS = ["overview", "records", "record"];
let shownRecord = 0; // counts, so that a record that comes late does not replace one asked for after it

/** Shows the view that the address names. */
async function route(records, list, isFirst) {
  const [name, value] = location.hash.slice(1).split("=");
  if (name === "main") return;
  const view = VIEWS.includes(name) ? name : "overview";
  const asked = ++shownRecord;
  if (view === "record") {
    const place = Number(value);
    if (!Number.isInteger(place) || place < 0 || place >= records.count) { location.hash = "#records"; return; }
    await showRecord(place, records);
    if (asked !== shownRecord) return;
    for (const [id, step] of [["record-back", -1], ["record-on", 1]]) {
      const other = list.beside(place, step);
      byId(id).disabled = other === null;
      byId(id).onclick = () => { location.hash = `#record=${other}`; };
    }
  }
  for (const other of VIEWS) byId(`view-${other}`).hidden = other !== view;
  for (const link of document.querySelectorAll("[data-view]")) {
    if (link.dataset.view === view || (view === "record" && link.dataset.view === "records")) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (isFirst && view === "overview") return;
  scrollTo(0, 0);
  (byId(`${view}-heading`) ?? byId("main")).focus({ preventScroll: true });
}

function startLinks(list) {
  const open = (filters) => { list.set(filters); location.hash = "#records"; };
  for (const button of document.querySelectorAll("button[data-run]")) {
    button.addEventListener("click", () => open({ alarm: button.dataset.run }));
  }
  for (const button of document.querySelectorAll("button[data-doubt]")) {
    button.addEventListener("click", () => open({ mark: button.dataset.doubt }));
  }
  const more = byId("more-alarms");
  more?.addEventListener("click", () => {
    document.querySelector(".alarms").classList.add("all");
    more.remove();
  });
}

/** Shows the newest runs first: they stand at the end. */
function startMaps() {
  for (const map of document.querySelectorAll(".map")) {
    const scroll = map.querySelector(".scroll");
    const toEnd = () => { scroll.scrollLeft = scroll.scrollWidth; };
    map.addEventListener("toggle", toEnd);
    toEnd();
  }
}

startTheme();
startMaps();
Records.read().then((records) => {
  const list = new List(records);
  startLinks(list);
  addEventListener("hashchange", () => route(records, list, false));
  document.documentElement.dataset.ready = "true"; // for tests: the list is there
  return route(records, list, true);
}).catch((error) => {
  byId("found").textContent = `The records cannot be read: ${error}`;
  throw error;
});
