// Searches the months' indexes beside this page; what is looked for stays in the browser.
"use strict";
const form = document.getElementById("search");
const status = document.getElementById("status");
const results = document.getElementById("results");
const earlier = document.getElementById("earlier");
const months = form.dataset.months.split(" ").filter(Boolean);
const AT_ONCE = 3; // months looked through before a reader is asked whether to go further back
const SHOWN = 100;
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const loaded = new Map();
let reach = AT_ONCE;
let asked = 0;

async function month(name) {
  if (!loaded.has(name)) {
    const answer = await fetch(`${name}.json`);
    if (!answer.ok) throw new Error(`${name}.json: ${answer.status}`);
    const { stories, index } = await answer.json();
    loaded.set(name, { stories, index: lunr.Index.load(index) });
  }
  return loaded.get(name);
}

// Every word must be there: as a form of the word, or as the beginning of one.
function scores(index, words) {
  const found = words.map((word) => new Map(index.query((query) => {
    query.term(word, { boost: 8 });
    query.term(word, { wildcard: lunr.Query.wildcard.TRAILING, usePipeline: false });
  }).map((hit) => [hit.ref, hit.score])));
  const [first, ...others] = found;
  return [...first].filter(([ref]) => others.every((one) => one.has(ref)))
    .map(([ref, score]) => [ref, others.reduce((sum, one) => sum + one.get(ref), score)]);
}

function fits(story, want) {
  return (!want.category || story.category === want.category)
    && (!want.outlet || story.outlets.includes(want.outlet))
    && (!want.from || story.day >= want.from) && (!want.to || story.day <= want.to);
}

function inReach(want) {
  const between = months.filter((name) =>
    (!want.from || name >= want.from.slice(0, 7)) && (!want.to || name <= want.to.slice(0, 7)));
  return [between.slice(0, reach), between.length > reach];
}

async function look(want) {
  const plain = (want.q || "").toLowerCase().replace(/['’]s(?![\p{L}\p{N}])/gu, "");
  const words = plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word && lunr.stopWordFilter(word));
  const [names, more] = inReach(want);
  const found = [];
  for (const { stories, index } of await Promise.all(names.map(month))) {
    const hits = words.length ? scores(index, words) : stories.map((_, place) => [place, 0]);
    for (const [ref, score] of hits) if (fits(stories[ref], want)) found.push([score, stories[ref]]);
  }
  found.sort((a, b) => b[0] - a[0] || (a[1].day < b[1].day ? 1 : -1));
  return [found.map((one) => one[1]), names, more];
}

function element(name, text, more = {}) {
  return Object.assign(document.createElement(name), { textContent: text }, more);
}

// As the pages write it: 15 Sep 2026.
function written(day) {
  const [year, month, date] = day.split("-").map(Number);
  return `${date} ${MONTHS[month - 1]} ${year}`;
}

function card(story) {
  const link = element("a", story.title, { href: `../stories/${encodeURIComponent(story.slug)}/index.html`, dir: "auto" });
  const [article, told, head] = ["article", "div", "h2"].map((name) => element(name, ""));
  Object.assign(article, { className: "teaser" });
  Object.assign(told, { className: "told" });
  head.append(link);
  told.append(element("p", story.category, { className: "kicker" }), head,
    element("p", story.summary, { className: "summary" }),
    element("p", story.outlets.join(", "), { className: "meta" }));
  article.append(element("p", written(story.day), { className: "rank" }), told);
  return article;
}

async function show() {
  const turn = ++asked;
  const want = Object.fromEntries(new FormData(form));
  const set = Object.entries(want).filter(([, value]) => value);
  history.replaceState(null, "", set.length ? `?${new URLSearchParams(set)}` : location.pathname);
  try {
    const [found, names, more] = await look(want);
    if (turn !== asked) return; // an answer to an earlier question
    results.replaceChildren(...found.slice(0, SHOWN).map(card));
    earlier.hidden = !more;
    status.textContent = `${found.length} ${found.length === 1 ? "story" : "stories"} found`
      + (found.length > SHOWN ? `, the first ${SHOWN} shown` : "")
      + (more ? `, back to ${names.at(-1)}` : "");
  } catch (error) {
    status.textContent = `The index could not be read (${error.message}). It needs a web server: a page opened from a file may not read it.`;
  }
}

for (const [name, value] of new URLSearchParams(location.search)) {
  if (form.elements[name]) form.elements[name].value = value;
}
form.addEventListener("submit", (event) => { event.preventDefault(); reach = AT_ONCE; show(); });
form.addEventListener("input", () => { reach = AT_ONCE; show(); });
earlier.addEventListener("click", () => { reach += AT_ONCE; show(); });
form.hidden = false;
show();
