// The records: an index of all of them, and packed chunks that are unpacked when one of theirs is looked at.

/** The text of a packed element: gzip in base64. */
async function unpacked(packed) {
  const binary = atob(packed.textContent);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

const whole = document.readyState === "complete" ? Promise.resolve() :
  new Promise((resolve) => addEventListener("DOMContentLoaded", resolve, { once: true }));

/** A packed element; while the page is being read, it may be that it comes later. */
async function packedElement(id) {
  if (!byId(id)) await whole;
  return byId(id);
}

class Records {
  constructor(index) {
    Object.assign(this, index); // its keys are those of page.py: index_of
    this.count = this.title.length;
    this.lowered = null;
    this.chunks = new Map();
    this.clusterOf = new Map();
    this.revisionsOf = new Map();
    this.hasPage = new Set(this.pages);
    for (const places of this.clusters) for (const place of places) this.clusterOf.set(place, places);
    for (const places of this.revisions) for (const place of places) this.revisionsOf.set(place, places);
  }

  static async read() {
    return new Records(JSON.parse(await unpacked(byId("index"))));
  }

  /** A record as in the dataset. */
  async at(place) {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle] <= place) low = middle; else high = middle - 1;
    }
    if (!this.chunks.has(low)) {
      if (this.chunks.size > 20) this.chunks.delete(this.chunks.keys().next().value);
      this.chunks.set(low, packedElement(`chunk-${low}`).then(unpacked).then(JSON.parse));
    }
    return (await this.chunks.get(low))[place - this.starts[low]];
  }

  /** The saved page of a record, as HTML for a sandboxed frame; null where it is not in this file. */
  async pageOf(place) {
    return this.hasPage.has(place) ? unpacked(await packedElement(`page-${place}`)) : null;
  }

  alarmsOf(place) {
    const run = this.runs[this.run[place]];
    return run ? run.alarms : [];
  }

  /** Places of the records that the filters let through, in order. */
  find(filters) {
    const words = filters.text.toLowerCase().split(/\s+/).filter(Boolean);
    this.lowered ??= this.title.map((title, i) => `${title} ${this.outlets[this.outlet[i]]}`.toLowerCase());
    const found = [];
    for (let i = 0; i < this.count; i++) if (this.passes(i, filters, words)) found.push(i);
    if (filters.order === "last") return found.reverse();
    const sign = filters.order === "oldest" ? 1 : -1;
    const key = (i) => this.date[i] || (sign > 0 ? "9999" : "");
    return found.sort((a, b) => (key(a) < key(b) ? -sign : key(a) > key(b) ? sign : a - b));
  }

  passes(i, filters, words) {
    const day = this.date[i].slice(0, 10);
    return words.every((word) => this.lowered[i].includes(word))
      && (filters.outlet === "" || this.outlet[i] === Number(filters.outlet))
      && (filters.from === "" || (day !== "" && day >= filters.from))
      && (filters.to === "" || (day !== "" && day <= filters.to))
      && (filters.missing === "" || Boolean(this.missing[i] & (1 << Number(filters.missing))))
      && this.hasAlarm(i, filters.alarm)
      && this.hasMark(i, filters.mark);
  }

  hasAlarm(i, alarm) {
    if (alarm === "") return true;
    return alarm === "all" ? String(this.run[i]) in this.runs : this.run[i] === Number(alarm);
  }

  hasMark(i, mark) {
    if (mark === "") return true;
    if (mark === "copies") return this.clusterOf.has(i);
    if (mark === "revised") return this.revisionsOf.has(i);
    if (mark === "page") return this.hasPage.has(i);
    if (mark === "doubt") return this.doubt[i] !== 0;
    return Boolean(this.doubt[i] & (1 << Number(mark)));
  }
}
