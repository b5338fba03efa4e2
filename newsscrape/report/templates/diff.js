// What differs between two texts: paragraphs first, then the words of those that stand in each other's place.

const MOST_CELLS = 4e6; // of the table below; texts that need more are shown as wholly different

/** The longest common subsequence as steps: [kind, item], kind is "same", "del" or "ins". */
function steps(before, after) {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (end < before.length - start && end < after.length - start
    && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const middle = common(before.slice(start, before.length - end), after.slice(start, after.length - end));
  return [
    ...before.slice(0, start).map((item) => ["same", item]),
    ...middle,
    ...before.slice(before.length - end).map((item) => ["same", item]),
  ];
}

function common(a, b) {
  const all = [...a.map((item) => ["del", item]), ...b.map((item) => ["ins", item])];
  if (!a.length || !b.length || a.length * b.length > MOST_CELLS) return all;
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i * width + j] = a[i] === b[j] ? longest[(i + 1) * width + j + 1] + 1
        : Math.max(longest[(i + 1) * width + j], longest[i * width + j + 1]);
    }
  }
  const made = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) { made.push(["same", a[i++]]); j++; }
    else if (j === b.length || (i < a.length && longest[(i + 1) * width + j] >= longest[i * width + j + 1])) made.push(["del", a[i++]]);
    else made.push(["ins", b[j++]]);
  }
  return made;
}

const wordsOf = (text) => text.match(/\s+|[^\s]+/gu) || [];

/** A paragraph of words, of which those that only one text has are marked, neighbours in one mark. */
function wordDiff(before, after, kinds = ["same", "del", "ins"]) {
  const paragraph = element("p", { dir: "auto" });
  let last = "same";
  let run = "";
  const end = () => {
    if (run) paragraph.append(last === "same" ? shown(run) : element(last, {}, shown(run)));
    run = "";
  };
  for (const [kind, word] of steps(wordsOf(before), wordsOf(after))) {
    if (!kinds.includes(kind)) continue;
    if (kind !== last) end();
    last = kind;
    run += word;
  }
  end();
  return paragraph;
}

/** Pairs of paragraphs, [before, after], null where one has no counterpart. */
function pairedParagraphs(before, after) {
  const pairs = [];
  let gone = [];
  let come = [];
  const settle = () => {
    for (let i = 0; i < Math.max(gone.length, come.length); i++) pairs.push([gone[i] ?? null, come[i] ?? null]);
    gone = [];
    come = [];
  };
  for (const [kind, text] of steps(before.split("\n\n"), after.split("\n\n"))) {
    if (kind === "del") gone.push(text);
    else if (kind === "ins") come.push(text);
    else { settle(); pairs.push([text, text]); }
  }
  settle();
  return pairs;
}

/** Two texts as one, with what went and what came. */
function textDiff(before, after) {
  const made = element("div", { class: "diff" });
  for (const [old, now] of pairedParagraphs(before, after)) made.append(wordDiff(old ?? "", now ?? ""));
  return made;
}

/** One of two texts, with what the other one lacks; `kind` is "del" for the first and "ins" for the second. */
function textSide(before, after, kind) {
  const made = element("div", { class: "diff" });
  for (const [old, now] of pairedParagraphs(before, after)) {
    if ((kind === "del" ? old : now) !== null) made.append(wordDiff(old ?? "", now ?? "", ["same", kind]));
  }
  return made;
}
