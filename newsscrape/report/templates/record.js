// One record: its fields and where they came from, its saved page, its revisions, its copies.

const LEAD = ["golden", "no_article"]; // of golden pages alone
const FIRST = ["title", "authors", "date_published", "date_published_raw", "date_modified", "section", "tags", "language",
  "description", "body", "images", "featured_stories"];
const UNSHOWN = new Set(["provenance", "expected_otherwise"]);
const COMPARED = ["title", "description", "authors", "date_published", "body"];

/** The fields in the order in which they are looked at. */
function fieldsOf(record) {
  const before = [...LEAD, ...FIRST].filter((name) => name in record);
  return [...before, ...Object.keys(record).filter((name) => !before.includes(name) && !UNSHOWN.has(name))];
}

const isEmpty = (value) => value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length);

/** A value as elements. */
function valueOf(value) {
  if (isEmpty(value)) return element("span", { class: "none" }, "none");
  if (Array.isArray(value)) return typeof value[0] === "object" ? tableOf(value) : listOf(value);
  if (typeof value === "object") return objectOf(value);
  if (typeof value !== "string") return document.createTextNode(String(value));
  const text = element("div", {});
  for (const paragraph of value.split("\n\n")) text.append(said("p", paragraph));
  return text;
}

const listOf = (values) => element("ul", {}, ...values.map((value) => said("li", value)));

function objectOf(value) {
  return element("table", { class: "inner object" }, element("tbody", {}, ...Object.entries(value).map(([name, part]) =>
    element("tr", {}, said("th", name, { scope: "row" }), element("td", {}, valueOf(part))))));
}

/** How a cell may break: addresses anywhere, short texts nowhere. */
const formOf = (part) => (/^https?:/.test(part) ? "url" : String(part).length < 16 ? "short" : null);

function tableOf(values) {
  const names = [...new Set(values.flatMap((value) => Object.keys(value ?? {})))]
    .filter((name) => values.some((value) => !isEmpty(value?.[name])));
  return element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "entries" },
    element("table", { class: "inner" },
      element("thead", {}, element("tr", {}, ...names.map((name) => said("th", name, { scope: "col" })))),
      element("tbody", {}, ...values.map((value) => element("tr", {}, ...names.map((name) => {
        const part = value?.[name];
        return isEmpty(part) ? element("td", { class: "none" }, "none") : said("td", typeof part === "object" ? JSON.stringify(part) : part, { class: formOf(part) });
      }))))));
}

/** A button that names the reader, and shows what it read; the same on hover. */
function howOf(name, provenance) {
  const raw = provenance.raw ?? null;
  const text = raw === null ? "The record holds it as printed." : raw;
  const id = `raw-${name}`;
  const button = element("button", { type: "button", class: "how", "aria-expanded": "false", "aria-controls": id,
    "aria-label": shownInAttribute(`${name}: read by ${provenance.method}; show from what`), title: shownInAttribute(text) }, shown(provenance.method));
  const shownRaw = said("div", text, { class: "raw", id, hidden: true });
  button.addEventListener("click", () => {
    shownRaw.hidden = !shownRaw.hidden;
    button.setAttribute("aria-expanded", String(!shownRaw.hidden));
  });
  return [button, shownRaw];
}

function fieldRow(name, record, alarms) {
  const cell = element("td", {}, valueOf(record[name]));
  const how = record.provenance?.[name];
  if (how) cell.append(...howOf(name, how));
  for (const [alarm, , message] of alarms.filter(([, field]) => field === name)) {
    cell.append(element("div", { class: "otherwise" }, element("b", { class: "alarm" }, "⚠ alarm of its run: "), shown(`${alarm}: ${message}`)));
  }
  const otherwise = record.expected_otherwise;
  if (otherwise && name in otherwise) {
    cell.append(element("div", { class: "otherwise" }, element("b", {}, "expected.json has: "), valueOf(otherwise[name])));
  }
  return element("tr", {}, said("th", name, { scope: "row" }), cell);
}

function fieldTable(record, alarms) {
  const spoken = new Set([...FIRST, ...Object.keys(record.expected_otherwise ?? {}), ...alarms.map(([, field]) => field)]);
  const all = [...new Set([...fieldsOf(record), ...spoken])];
  const names = all.filter((name) => spoken.has(name) || !isEmpty(record[name]));
  const rest = all.filter((name) => !names.includes(name));
  return element("section", { "aria-labelledby": "fields-heading" },
    element("h3", { id: "fields-heading" }, "Fields"),
    element("p", { class: "quiet" }, "The button below a value names the reader that gave it, and shows the text it came from."),
    element("table", { class: "fields" }, element("tbody", {}, ...names.map((name) => fieldRow(name, record, alarms)))),
    rest.length ? element("p", { class: "quiet" }, shown(`Without a value: ${rest.join(", ")}.`)) : null);
}

/** The document of a saved page in the theme that is shown; its root element, which comes first, names one. */
const inTheme = (html) => html.replace(/data-theme="\w+"/, `data-theme="${theme()}"`);

/** The saved page in a frame that runs nothing and loads nothing. */
function savedPage(html) {
  const frame = element("iframe", { sandbox: "", title: "The saved page, inert, with the extracted blocks marked", referrerpolicy: "no-referrer" });
  frame.srcdoc = inTheme(html);
  return element("section", { class: "saved", "aria-labelledby": "saved-heading" },
    element("h3", { id: "saved-heading" }, "The saved page"),
    element("p", { class: "quiet" }, "Inert, without styles, scripts and pictures. What the record was made of is marked with the field's name."),
    frame);
}

async function revisionsOf(place, records) {
  const places = records.revisionsOf.get(place);
  if (!places) return null;
  const section = element("section", { "aria-labelledby": "revisions-heading" }, element("h3", { id: "revisions-heading" }, `Revisions (${places.length})`));
  const all = await Promise.all(places.map((each) => records.at(each)));
  all.sort((one, other) => (one.revision ?? 1) - (other.revision ?? 1)); // Parquet has another order
  for (let i = 1; i < all.length; i++) section.append(revision(all[i - 1], all[i], i === all.length - 1));
  return section;
}

function revision(before, after, isOpen) {
  const name = `Revision ${after.revision ?? "?"}, fetched ${after.fetched_at ?? "at an unknown time"}`;
  const made = element("details", { open: isOpen }, element("summary", {}, shown(name)));
  let changes = 0;
  for (const field of COMPARED) {
    const [old, now] = [before[field], after[field]].map((value) => (Array.isArray(value) ? value.join("; ") : value ?? ""));
    if (old === now) continue;
    changes++;
    made.append(element("h4", {}, field), textDiff(old, now));
  }
  if (!changes) made.append(element("p", { class: "none" }, "Title, description, authors, date and body are the same."));
  return made;
}

async function copiesOf(place, record, records) {
  const places = (records.clusterOf.get(place) ?? []).filter((other) => other !== place);
  if (!places.length) return null;
  const heading = `Copies: ${places.length} ${places.length === 1 ? "other" : "others"} in its cluster`;
  const select = element("select", { id: "copy" }, ...places.map((other) =>
    element("option", { value: other }, shownInAttribute(`${records.outlets[records.outlet[other]]}: ${records.title[other]}`))));
  const sides = element("div", { class: "sides" });
  const show = async () => {
    const other = await records.at(Number(select.value));
    sides.replaceChildren(side("This record", record, textSide(record.body ?? "", other.body ?? "", "del")),
      side("The other", other, textSide(record.body ?? "", other.body ?? "", "ins"), Number(select.value)));
  };
  select.addEventListener("change", show);
  await show();
  return element("section", { "aria-labelledby": "copies-heading" },
    element("h3", { id: "copies-heading" }, heading),
    element("p", {}, element("label", { for: "copy" }, "Beside "), select), sides);
}

function side(name, record, body, place = null) {
  const likeness = record.duplicate_of ? `copy of ${record.duplicate_of}, similarity ${record.similarity ?? "unknown"}` : "first of its cluster";
  return element("div", { class: "side" }, element("h4", {}, name),
    said("p", record.title ?? "no title"),
    said("p", `${record.outlet}, ${record.date_published ?? "no date"}; ${likeness}`, { class: "quiet" }),
    place === null ? null : element("p", {}, element("a", { href: `#record=${place}` }, "Open it")), body);
}

/** Shows a record. */
async function showRecord(place, records) {
  const record = await records.at(place);
  const page = await records.pageOf(place);
  const doubts = records.doubts.filter((_, i) => records.doubt[place] & (1 << i));
  const parts = [await revisionsOf(place, records), await copiesOf(place, record, records)].filter(Boolean);
  byId("record-heading").replaceChildren(shown(record.title ?? record.golden ?? "no title"));
  byId("record").replaceChildren(
    ...doubts.map((name) => element("p", { class: "otherwise" }, element("b", { class: "alarm" }, "Its date looks wrong: "), name)),
    element("div", { class: page === null ? "beside" : "beside has-page" },
      fieldTable(record, records.alarmsOf(place)), page === null ? "" : savedPage(page)),
    ...parts);
}
