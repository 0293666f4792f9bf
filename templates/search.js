// Searches the months' stories beside this page; what is looked for stays in the browser.
"use strict";
const form = document.getElementById("search");
const status = document.getElementById("status");
const results = document.getElementById("results");
const earlier = document.getElementById("earlier");
const months = form.dataset.months.split(" ").filter(Boolean);
const AT_ONCE = 3; // months looked through before a reader is asked whether to go further back
const SHOWN = 100;
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const WEIGHTS = { title: 4, outlets: 2, summary: 1 };
const FORM = 8; // times what a beginning of a word counts
// Lucene's stop words.
const COMMON = new Set(("a an and are as at be but by for if in into is it no not of on or such that the their then"
  + " there these they this to was will with").split(" "));
const loaded = new Map();
const roots = new Map();
let stem;
let reach = AT_ONCE;
let asked = 0;

async function month(name) {
  if (!loaded.has(name)) {
    const answer = await fetch(`${name}.json`);
    if (!answer.ok) throw new Error(`${name}.json: ${answer.status}`);
    loaded.set(name, (await answer.json()).stories);
  }
  return loaded.get(name);
}

function words(text) {
  const plain = text.toLowerCase().replace(/['’]s(?![\p{L}\p{N}])/gu, "");
  return plain.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
}

function root(word) {
  if (!roots.has(word)) roots.set(word, stem(word));
  return roots.get(word);
}

// How much a word says for one that is looked for, which it is a form of, or which it begins with.
function worth(word, start) {
  if (word[0] !== start[0]) return 0; // a stem keeps its first letter
  return root(word) === root(start) ? FORM : word.startsWith(start) ? 1 : 0;
}

// Every word must be there; else 0.
function score(story, wanted) {
  story.words ??= Object.entries(WEIGHTS).flatMap(([field, weight]) =>
    words(String(story[field])).map((word) => [word, weight]));
  let sum = 0;
  for (const start of wanted) {
    const best = story.words.reduce((most, [word, weight]) => Math.max(most, weight * worth(word, start)), 0);
    if (!best) return 0;
    sum += best;
  }
  return sum;
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
  stem ??= (await import("./stemmer.js")).stemmer;
  const wanted = words(want.q || "").filter((word) => !COMMON.has(word));
  const [names, more] = inReach(want);
  const found = [];
  for (const story of (await Promise.all(names.map(month))).flat()) {
    const most = fits(story, want) && (wanted.length ? score(story, wanted) : 1);
    if (most) found.push([most, story]);
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
  const article = element("article", "", { className: "teaser" });
  const told = element("div", "", { className: "told" });
  const head = element("h2", "");
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
    status.textContent = `The stories could not be read (${error.message}). That needs a web server: a page opened from a file may not.`;
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
