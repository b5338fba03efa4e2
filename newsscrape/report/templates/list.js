// The list of records: filters, pages, rows.

const PAGE_ROWS = 50;
const FILTERS = ["text", "outlet", "from", "to", "missing", "alarm", "mark", "order"];

class List {
  constructor(records) {
    this.records = records;
    this.found = [];
    this.page = 0;
    this.fillAlarms();
    byId("filters").addEventListener("input", () => this.search());
    byId("filters").addEventListener("submit", (event) => event.preventDefault());
    byId("filters").addEventListener("reset", () => setTimeout(() => this.search()));
    byId("page-back").addEventListener("click", () => this.turn(-1));
    byId("page-on").addEventListener("click", () => this.turn(1));
    this.search();
  }

  fillAlarms() {
    const select = byId("f-alarm");
    for (const [number, run] of Object.entries(this.records.runs).reverse()) {
      const names = run.alarms.map(([name, field]) => `${name} (${field})`).join(", ");
      const when = run.started.slice(0, 16).replace("T", " ");
      select.append(element("option", { value: number }, shownInAttribute(`${when} ${run.outlet}: ${names}`)));
    }
    this.records.doubts.forEach((name, i) => {
      if (this.records.doubt.some((bits) => bits & (1 << i))) byId("f-mark").append(element("option", { value: i }, `date: ${name}`));
    });
  }

  /** Sets filters, those that are not named to nothing. */
  set(values) {
    byId("filters").reset();
    for (const [name, value] of Object.entries(values)) byId(`f-${name}`).value = value;
    this.search();
  }

  search() {
    const filters = Object.fromEntries(FILTERS.map((name) => [name, byId(`f-${name}`).value]));
    this.found = this.records.find(filters);
    this.page = 0;
    const all = this.found.length === this.records.count;
    byId("found").textContent = all ? `${grouped(this.found.length)} records` :
      `${grouped(this.found.length)} of ${grouped(this.records.count)} records`;
    this.show();
  }

  turn(pages) {
    this.page += pages;
    this.show();
    byId("records-heading").scrollIntoView();
  }

  show() {
    const last = Math.max(0, Math.ceil(this.found.length / PAGE_ROWS) - 1);
    const places = this.found.slice(this.page * PAGE_ROWS, (this.page + 1) * PAGE_ROWS);
    document.querySelector("#list tbody").replaceChildren(...places.map((place) => this.row(place)));
    byId("page-now").textContent = `Page ${grouped(this.page + 1)} of ${grouped(last + 1)}`;
    byId("page-back").disabled = this.page === 0;
    byId("page-on").disabled = this.page >= last;
    byId("pager").hidden = last === 0;
  }

  row(place) {
    const { records } = this;
    const title = records.title[place];
    const link = element("a", { href: `#record=${place}`, dir: "auto" }, title ? shown(title) : element("span", { class: "none" }, "no title"));
    return element("tr", {},
      element("td", { dir: "auto" }, link),
      said("td", records.outlets[records.outlet[place]]),
      said("td", records.date[place].replace("T", " ") || "–"),
      element("td", {}, ...this.marks(place)));
  }

  marks(place) {
    const { records } = this;
    const made = [];
    const add = (text, warn = false) => made.push(element("span", { class: warn ? "mark warn" : "mark" }, text));
    if (records.alarmsOf(place).length) add("⚠ alarm", true);
    if (records.doubt[place]) add("date?", true);
    if (records.revisionsOf.has(place)) add("revised");
    if (records.clusterOf.has(place)) add("copies");
    if (records.hasPage.has(place)) add("page");
    return made;
  }

  /** The record before or after one, as the list has them; null at its ends. */
  beside(place, step) {
    const at = this.found.indexOf(place);
    return at < 0 ? null : this.found[at + step] ?? null;
  }
}
