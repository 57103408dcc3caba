"use strict";
(() => {
const data = JSON.parse(document.getElementById("data").textContent);
const SEVERITIES = ["info", "warning", "error"];
const CLASSES = ["other", "conversation", "turn", "stt", "stt provider", "llm", "tool", "tts", "vad",
                 "pipeline", "transport", "session", "marker", "probe"];
const COLORS = ["other", "conversation", "turn", "stt", "stt-provider", "llm", "tool", "tts", "vad",
                "frame", "frame", "frame", "frame", "probe"];
const ROW = {depth: 0, name: 1, kind: 2, start: 3, end: 4, flags: 5, count: 6};
const FLAG = {error: 1, orphan: 2, cycle: 4, noStart: 8, noEnd: 16};
const STEP = 60;     // findings that are put into the page at once
const FACET_ROWS = 8;
const INPUT_ROWS = 300;
const NOTICES = 5;

// ---- small helpers ----

const $ = (id) => document.getElementById(id);
const text = (number) => data.texts[number];
const collator = new Intl.NumberFormat("en-US");
const count = (n) => collator.format(n);
const amount = (n, one) => `${count(n)} ${one}${n === 1 ? "" : "s"}`;

/* An element with attributes and children; texts become text nodes, so nothing is ever markup. */
function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [event, act] of Object.entries(value)) node.addEventListener(event, act);
    else if (name === "vars") for (const [key, v] of Object.entries(value)) node.style.setProperty(key, v);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/* `svg("rect", {x: 1})` */
function svg(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/* A length of time given in microseconds. */
function time(us) {
  const size = Math.abs(us);
  if (size < 1) return us === 0 ? "0 ms" : "< 1 µs";
  if (size < 1000) return `${Math.round(us)} µs`;
  if (size < 1e6) return `${(us / 1e3).toPrecision(3).replace(/\.0+$/, "")} ms`;
  if (size < 6e7) return `${(us / 1e6).toPrecision(3)} s`;
  if (size < 36e8) return `${Math.floor(us / 6e7)} min ${Math.round(us % 6e7 / 1e6)} s`;
  return `${Math.floor(us / 36e8)} h ${Math.round(us % 36e8 / 6e7)} min`;
}
function share(part, whole) {
  if (part === whole) return "100 %";
  const percent = 100 * part / whole;
  return percent > 99.9 ? "> 99.9 %" : percent < 0.1 && part ? "< 0.1 %" : `${percent.toFixed(1)} %`;
}
const severity = (number, label) =>
  el("span", {class: `sev ${SEVERITIES[number]}`}, label === undefined ? SEVERITIES[number] : label);
/* A sentence in which `x` is code. */
const sentence = (words) => words.split("`").map((part, i, all) =>
  i % 2 === 0 ? part : i === all.length - 1 ? "`" + part : el("code", {}, part));
const traceName = (number) => text(number) || "spans without a trace id";

// ---- head ----

const summary = data.summary;

function buildOverview() {
  const inputs = data.inputs.map((input) => input.uri === "-" ? "standard input" : input.uri);
  $("source").textContent = inputs.slice(0, 3).join(", ") +
    (inputs.length > 3 ? ` and ${amount(inputs.length - 3, "more input")}` : "");
  document.title = `${summary.total_spans ? summary.score.toFixed(1) + " " : ""}spanvet: ${inputs[0] || "no input"}`;
  const judged = summary.total_spans > 0;
  const gauge = el("div", {class: `gauge ${summary.grade}`, "aria-hidden": true}, el("i"));
  gauge.firstChild.style.width = `${judged ? summary.score : 0}%`;
  const tiles = [el("div", {class: "tile score"}, el("div", {class: "label"}, "Score"),
    el("div", {class: "big"}, judged ? summary.score.toFixed(1) : "-",
       el("small", {}, judged ? ` of 100, ${summary.grade}` : " nothing to judge")), gauge)];
  for (const number of [2, 1, 0]) {
    const name = SEVERITIES[number], n = data.totals[name];
    tiles.push(el("button", {type: "button", class: `tile ${name}${n ? "" : " zero"}`, "aria-pressed": "false",
      id: `tile-${name}`, on: {click: () => { show("findings"); toggle("severity", number); }}},
      el("div", {class: "label"}, {error: "Errors", warning: "Warnings", info: "Info"}[name]),
      el("div", {class: "big"}, count(n))));
  }
  const facts = [["traces", summary.traces], ["spans", summary.total_spans],
    ["roots", summary.root_span_count], ["orphans", summary.orphan_span_count],
    ["duplicates", summary.duplicate_span_count], ["rules ran", data.rules_ran]];
  tiles.push(el("dl", {class: "tile facts"}, ...facts.map(
    ([name, n]) => el("div", {}, el("dt", {}, name), el("dd", {}, count(n))))));
  $("overview").append(...tiles);
  const broken = data.inputs.filter((input) => input.status !== "ok");
  for (const input of broken.slice(0, NOTICES)) {
    const first = (input.diagnostics || [])[0];
    $("notices").append(el("p", {class: "notice"}, el("strong", {}, input.uri),
      input.status === "failed" ? " could not be read" : " was read only in part",
      first ? `: ${first.message}` : "."));
  }
  if (broken.length > NOTICES)
    $("notices").append(el("p", {class: "notice"}, `${amount(broken.length - NOTICES, "more input")} with trouble; see Run.`));
  if (data.findings_in_all > data.findings.length)
    $("notices").append(el("p", {class: "notice"}, `The page holds the worst ${count(data.findings.length)} of ` +
      `${count(data.findings_in_all)} findings; the JSON report has all of them.`));
  $("foot").textContent = `spanvet ${data.tool.version}. This page loads nothing from anywhere.`;
}

// ---- filters ----

const findings = data.findings;
const FACETS = {
  severity: {title: "Severity", of: (f) => f.s, label: (key) => SEVERITIES[key]},
  rule: {title: "Rule", of: (f) => f.r, label: (key) => `${data.rules[key].code} ${data.rules[key].slug}`},
  name: {title: "Span name", mono: true, of: (f) => f.n === undefined ? -1 : f.n, label: (key) => key < 0 ? "no span name" : text(key)},
  trace: {title: "Trace", mono: true, of: (f) => f.t === undefined ? -1 : f.t, label: (key) => key < 0 ? "all of the input" : traceName(key)},
};
const facetNames = Object.keys(FACETS);
const chosen = Object.fromEntries(facetNames.map((name) => [name, new Set()]));
let words = [];
let passing = findings;
let haystacks = null;
let facetCounts = null; // by facet: how many findings each key would show

function haystack(i) {
  if (!haystacks) haystacks = new Array(findings.length);
  if (haystacks[i] === undefined) {
    const f = findings[i], rule = data.rules[f.r];
    haystacks[i] = [rule.code, rule.slug, rule.title, SEVERITIES[f.s], text(f.m), text(f.f),
      f.n === undefined ? "" : text(f.n), f.k === undefined ? "" : text(f.k), f.t === undefined ? "" : traceName(f.t),
      ...f.x.map((example) => text(example[0]))].join("\n").toLowerCase();
  }
  return haystacks[i];
}

/* One pass: what passes, and for each facet how many would pass when it alone did not filter. */
function filter() {
  const counts = Object.fromEntries(facetNames.map((name) => [name, new Map()]));
  passing = [];
  findings.forEach((f, i) => {
    if (words.length && !words.every((word) => haystack(i).includes(word))) return;
    let failed = null, failures = 0;
    for (const name of facetNames)
      if (chosen[name].size && !chosen[name].has(FACETS[name].of(f))) { failed = name; failures++; }
    if (failures > 1) return;
    if (failures === 0) passing.push(f);
    for (const name of failures ? [failed] : facetNames) {
      const key = FACETS[name].of(f);
      counts[name].set(key, (counts[name].get(key) || 0) + 1);
    }
  });
  return counts;
}

function toggle(name, key) {
  if (!chosen[name].delete(key)) chosen[name].add(key);
  update();
}

function only(filters) {
  for (const name of facetNames) chosen[name].clear();
  for (const [name, key] of Object.entries(filters)) chosen[name].add(key);
  words = [];
  $("search").value = "";
  update();
}

function buildFacets() {
  for (const name of facetNames) {
    const facet = FACETS[name], totals = new Map();
    for (const f of findings) totals.set(facet.of(f), (totals.get(facet.of(f)) || 0) + 1);
    facet.keys = [...totals.keys()];
    if (name === "severity") facet.keys.sort((a, b) => b - a);
    else facet.keys.sort((a, b) => totals.get(b) - totals.get(a) || a - b);
    facet.boxes = new Map();
    facet.all = false;
    facet.rows = el("div");
    facet.more = el("button", {type: "button", on: {click: () => { facet.all = !facet.all; drawFacet(name); refreshFacet(name); }}});
    facet.set = el("fieldset", {}, el("legend", {}, facet.title), facet.rows, facet.more);
    if (facet.keys.length) $("facets").append(facet.set);
    drawFacet(name);
  }
}

/* At most 500, and those that are chosen wherever they stand. What would find most comes first,
   but nothing moves while it is being used. */
function drawFacet(name) {
  const facet = FACETS[name], room = facet.all ? 500 : FACET_ROWS, now = facetCounts && facetCounts[name];
  const order = now && name !== "severity" && !chosen[name].size ?
    [...facet.keys].sort((a, b) => (now.get(b) || 0) - (now.get(a) || 0)) : facet.keys;
  const keys = order.filter((key, i) => i < room || chosen[name].has(key));
  facet.boxes.clear();
  facet.rows.replaceChildren(...keys.map((key) => {
    const box = el("input", {type: "checkbox", on: {change: () => toggle(name, key)}});
    const number = el("b");
    const label = el("label", {class: "facet", title: facet.label(key)}, box,
      name === "severity" ? severity(key) : el("span", {class: facet.mono ? "mono" : null}, facet.label(key)), number);
    facet.boxes.set(key, {box, number, label});
    return label;
  }));
  facet.more.hidden = facet.keys.length <= FACET_ROWS;
  facet.more.textContent = facet.all ? "Show fewer" : `Show all ${count(facet.keys.length)}`;
  facet.more.setAttribute("aria-expanded", facet.all);
}

function refreshFacet(name) {
  for (const [key, {box, number, label}] of FACETS[name].boxes) {
    const n = facetCounts[name].get(key) || 0;
    box.checked = chosen[name].has(key);
    number.textContent = count(n);
    label.classList.toggle("none", n === 0);
  }
}

function update() {
  const started = performance.now();
  facetCounts = filter();
  for (const name of facetNames) {
    const isHidden = [...chosen[name]].some((key) => !FACETS[name].boxes.has(key));
    if (isHidden || !chosen[name].size && !FACETS[name].set.contains(document.activeElement)) drawFacet(name);
    refreshFacet(name);
  }
  for (const [number, name] of SEVERITIES.entries())
    $(`tile-${name}`).setAttribute("aria-pressed", chosen.severity.has(number));
  const active = words.length || facetNames.some((name) => chosen[name].size);
  $("clear").hidden = !active;
  $("count").textContent = findings.length === 0 ? "Nothing was found." :
    active ? `${count(passing.length)} of ${amount(findings.length, "finding")}` : amount(findings.length, "finding");
  $("empty").hidden = passing.length > 0 || findings.length === 0;
  $("list").replaceChildren();
  grow();
  document.documentElement.dataset.filterMs = (performance.now() - started).toFixed(1);
}

// ---- list of findings ----

let language = "python";

function grow() {
  const from = $("list").children.length;
  const part = document.createDocumentFragment();
  for (const f of passing.slice(from, from + STEP)) part.append(item(f));
  $("list").append(part);
  const left = passing.length - $("list").children.length;
  $("more").hidden = left <= 0;
  $("more").textContent = `Show ${count(Math.min(left, STEP))} more of ${count(left)}`;
}

function item(f) {
  const rule = data.rules[f.r];
  const head = el("button", {type: "button", class: "head", "aria-expanded": "false"},
    severity(f.s), el("span", {class: "code mono", title: rule.slug}, rule.code),
    el("span", {class: "what"}, ...sentence(text(f.m))),
    el("span", {class: "who mono", title: f.n === undefined ? null : text(f.n)},
       f.n !== undefined ? text(f.n) : f.t === undefined ? "whole input" : "whole trace"),
    el("span", {class: "spans"}, f.c === 0 ? "" : amount(f.c, f.n === undefined && f.t === undefined ? "hit" : "span")));
  const li = el("li", {}, head);
  head.addEventListener("click", () => open(li, f));
  return li;
}

function open(li, f, force) {
  const head = li.firstChild, isOpen = head.getAttribute("aria-expanded") === "true";
  if (isOpen && force) return;
  if (isOpen) li.lastChild.remove();
  else li.append(body(f));
  head.setAttribute("aria-expanded", !isOpen);
}

function body(f) {
  const rule = data.rules[f.r], left = el("div"), right = el("div");
  left.append(el("h4", {}, "Why it matters"), el("p", {}, ...sentence(rule.why)), el("h4", {}, "Fix"), el("p", {}, ...sentence(text(f.f))));
  const snippet = data.snippets.find((one) => one.topic === rule.snippet);
  if (snippet) right.append(el("h4", {}, "Code"), codeOf(snippet));
  if (f.k !== undefined) left.append(el("h4", {}, "Attribute"), el("p", {class: "mono"}, text(f.k)));
  if (f.t !== undefined)
    right.append(el("h4", {}, "Trace"), el("p", {class: "ids mono"}, f.d === undefined ? traceName(f.t) :
      el("button", {type: "button", class: "link", on: {click: () => goTo(f.d)}}, traceName(f.t))));
  if (f.x.length)
    right.append(el("h4", {}, f.x.length < f.c ? `Example spans, ${f.x.length} of ${count(f.c)}` : "Spans"),
      el("ul", {class: "examples"}, ...f.x.map((example) => el("li", {}, exampleOf(f, example)))));
  right.append(el("h4", {}, "Fingerprint"), el("p", {class: "quiet"}, el("code", {}, f.p), f.l ? ", lowered by one level: the input was read only in part" : ""));
  return el("div", {class: "body"}, el("h3", {}, `${rule.code} ${rule.slug}: ${rule.title}`), left, right);
}

function exampleOf(f, [id, name, row]) {
  const label = [el("span", {class: "mono"}, pathOf(f, name, row)), " ", el("span", {class: "quiet mono"}, text(id))];
  return row === undefined || f.d === undefined ? el("span", {}, ...label) :
    el("button", {type: "button", class: "link", on: {click: () => goTo(f.d, row)}}, ...label);
}

/* The names from the root on, at most five. */
function pathOf(f, name, row) {
  if (row === undefined || f.d === undefined) return text(name);
  const rows = data.traces[f.d].rows, names = [];
  for (let at = row, depth = Infinity; at >= 0 && depth > 0; at--)
    if (rows[at][ROW.depth] < depth) {
      names.unshift(text(rows[at][ROW.name]));
      depth = rows[at][ROW.depth];
    }
  return names.length > 5 ? [names[0], "...", ...names.slice(-3)].join(" / ") : names.join(" / ");
}

function codeOf(snippet) {
  const code = el("code"), pre = el("pre", {tabindex: 0, "aria-label": "Code that shows the fix"}, code);
  const buttons = {python: "Python", javascript: "JavaScript"};
  const row = el("div", {class: "langs", role: "group", "aria-label": "Language"});
  const choose = (name) => {
    language = name;
    code.textContent = snippet[name].trimEnd();
    for (const button of row.children) button.setAttribute("aria-pressed", button.dataset.name === name);
  };
  for (const [name, label] of Object.entries(buttons))
    row.append(el("button", {type: "button", "data-name": name, on: {click: () => choose(name)}}, label));
  choose(language);
  return el("div", {}, row, pre);
}

// ---- traces ----

const byTrace = data.traces.map(() => []);
for (const f of findings) if (f.d !== undefined) byTrace[f.d].push(f);
let current = -1;

function buildTraces() {
  $("trace-list").append(...data.traces.map((trace, i) => el("li", {},
    el("button", {type: "button", on: {click: () => showTrace(i)}}, el("span", {class: "id mono"}, traceName(trace.id)),
      el("span", {class: "sub"}, el("span", {}, amount(trace.spans, "span")), el("span", {}, trace.length ? time(trace.length) : "no times"),
        ...[2, 1, 0].filter((s) => trace.totals[s]).map((s) => el("span", {title: `${SEVERITIES[s]} findings`},
          severity(s, count(trace.totals[s])), el("span", {class: "sr"}, ` ${SEVERITIES[s]}`))))))));
  const left = data.traces_in_all - data.traces.length;
  $("trace-rest").textContent = left > 0 ? `${amount(left, "more trace")}, with less wrong, ${left === 1 ? "is" : "are"} not drawn.` : "";
}

function showTrace(i, row) {
  if (i !== current) {
    current = i;
    [...$("trace-list").children].forEach((li, k) =>
      li.firstChild.setAttribute("aria-current", k === i ? "true" : "false"));
    $("trace").replaceChildren(...drawTrace(data.traces[i], byTrace[i], i));
  }
  $("trace-list").children[i].scrollIntoView({block: "nearest"});
  for (const hit of $("trace").querySelectorAll(".hit")) hit.classList.remove("hit");
  if (row !== undefined) {
    const target = $("trace").querySelector(".fall tbody").children[row];
    target.classList.add("hit");
    target.tabIndex = -1;
    target.focus({preventScroll: true});
    target.scrollIntoView({block: "center"});
  }
}

function goTo(trace, row) {
  show("traces");
  showTrace(trace, row);
}

function drawTrace(trace, found, number) {
  const meta = [amount(trace.spans, "span"), trace.length ? time(trace.length) : "no times", amount(trace.roots, "root")];
  if (trace.start_ms) meta.unshift(new Date(trace.start_ms).toISOString().replace("T", " ").replace(/\.\d+Z/, " UTC"));
  if (trace.orphans) meta.push(amount(trace.orphans, "orphan"));
  if (trace.duplicates) meta.push(`${amount(trace.duplicates, "duplicate")}, not drawn`);
  if (trace.dialects !== undefined) meta.push(text(trace.dialects));
  const parts = [el("h3", {class: "trace-title mono"}, traceName(trace.id)),
    el("div", {class: "meta"}, ...meta.map((fact) => el("span", {}, fact)),
      found.length ? el("button", {type: "button", class: "link", on: {click: () => { show("findings"); only({trace: trace.id}); }}},
        `${amount(found.length, "finding")} of this trace`) : null)];
  if (trace.rows.length) parts.push(waterfall(trace, found));
  if (trace.density.length && trace.length) parts.push(densityOf(trace));
  return parts;
}

/* By row: the worst finding that names it as an example, or that is about the name of a run. */
function marksOf(trace, found) {
  const marks = new Map();
  const note = (row, f) => { const old = marks.get(row); if (!old || old[0].s < f.s) marks.set(row, [f, ...(old || [])]); else old.push(f); };
  for (const f of found) {
    const rows = new Set(f.x.map((example) => example[2]).filter((row) => row !== undefined));
    trace.runs.forEach(([row]) => { if (trace.rows[row][ROW.name] === f.n) rows.add(row); });
    for (const row of rows) note(row, f);
  }
  return marks;
}

function waterfall(trace, found) {
  const marks = marksOf(trace, found), runs = new Map(trace.runs.map((run) => [run[0], run]));
  const ticks = el("th", {class: "track", scope: "col"}, ...[0, .25, .5, .75, 1].map((part) => {
    const tick = el("span", {class: "tick"}, part ? time(part * trace.length) : "0");
    tick.style.left = `${100 * part}%`;
    return tick;
  }));
  const table = el("table", {class: "fall"}, el("caption", {class: "sr"}, "Spans of the trace in the order of the tree"),
    el("colgroup", {}, el("col", {class: "c-name"}), el("col"), el("col", {class: "c-start"}), el("col", {class: "c-len"})),
    el("thead", {}, el("tr", {}, el("th", {scope: "col"}, "Span"), ticks,
      el("th", {scope: "col", class: "num start"}, "Start"), el("th", {scope: "col", class: "num"}, "Length"))),
    el("tbody", {}, ...trace.rows.map((row, i) => rowOf(trace, row, runs.get(i), marks.get(i)))));
  const kinds = [...new Set(trace.rows.map((row) => row[ROW.kind]))].sort((a, b) => a - b);
  const legend = el("div", {class: "legend"}, ...kinds.map((kind) =>
    el("span", {vars: {"--c": `var(--c-${COLORS[kind]})`}}, el("i", {"aria-hidden": true}), CLASSES[kind])));
  const left = trace.spans - trace.drawn;
  return el("div", {class: "sheet"}, el("h3", {}, "Waterfall"), legend, el("div", {class: "scroll"}, table),
    left ? el("p", {class: "quiet"}, `${amount(left, "span")} of ${count(trace.spans)} not drawn: those that findings show and the longest come first.`) : null);
}

function rowOf(trace, row, run, marks) {
  const whole = trace.length || 1;
  const [depth, name, kind, ownStart, ownEnd, flags, n] = row;
  const start = run ? run[1] : ownStart, end = run ? run[2] : ownEnd;
  const track = el("td", {class: "track", "aria-hidden": true});
  if (start !== null || end !== null) {
    const from = start === null ? end : start, to = end === null ? from : end;
    const bar = el("div", {class: "span", vars: {"--c": `var(--c-${COLORS[kind]})`}});
    bar.style.left = `${Math.min(99.7, 100 * Math.min(from, to) / whole)}%`;
    bar.style.width = `${100 * Math.abs(to - from) / whole}%`;
    bar.classList.toggle("error", Boolean(flags & FLAG.error));
    bar.classList.toggle("open", end === null);
    bar.classList.toggle("back", to < from);
    if (run) { bar.classList.add("run"); bar.append(strip([...run[5]].map(Number), 9, "var(--c)")); }
    track.append(bar);
  }
  const notes = [];
  if (flags & FLAG.error) notes.push("error");
  if (flags & FLAG.orphan) notes.push("orphan");
  if (flags & FLAG.cycle) notes.push("in a cycle");
  if (run && run[4]) notes.push(amount(run[4], "error"));
  const flag = marks ? el("button", {type: "button", class: "flag", title: marks.map((f) => text(f.m)).join("\n"),
    "aria-label": `${amount(marks.length, "finding")}, the worst: ${text(marks[0].m)}`, on: {click: () => openFinding(marks[0])}},
    severity(marks[0].s, "")) : null;
  const length = run ? run[3] : start === null || end === null ? null : end - start;
  return el("tr", {}, el("th", {scope: "row", class: "mono", title: `${text(name)} (${CLASSES[kind]})`,
      vars: {"--depth": Math.min(depth, 14)}},
      el("div", {}, flag, el("span", {class: "name"}, text(name) || "(no name)"),
        n > 1 ? el("span", {class: "times"}, `×${count(n)}`) : null,
        notes.length ? el("span", {class: "times"}, notes.join(", ")) : null)),
    track, el("td", {class: "num start"}, start === null ? "none" : time(start)),
    el("td", {class: "num", title: n > 1 ? "sum of their lengths" : null}, length === null ? "none" : (n > 1 ? "Σ " : "") + time(length)));
}

/* Levels as a strip; the fullest is opaque. */
function strip(levels, most, color) {
  const root = svg("svg", {viewBox: `0 0 ${levels.length} 1`, preserveAspectRatio: "none", "aria-hidden": "true"});
  levels.forEach((level, i) => {
    if (level) {
      const rect = svg("rect", {x: i, y: 0, width: 1.02, height: 1, "fill-opacity": (.18 + .82 * level / most).toFixed(2)});
      rect.style.fill = color;
      root.append(rect);
    }
  });
  return root;
}

function densityOf(trace) {
  const kinds = new Map(trace.rows.map((row) => [row[ROW.name], row[ROW.kind]]));
  const rows = trace.density.map(([name, n, ...bins]) => {
    const most = Math.max(1, ...bins), peak = bins.indexOf(most);
    const picture = el("td", {class: "strip"}, strip(bins, most, `var(--c-${COLORS[kinds.get(name) || 0]})`),
      el("span", {class: "sr"}, `most: ${amount(most, "start")} at ${time(peak * trace.length / bins.length)}`));
    return el("tr", {}, el("th", {scope: "row", class: "mono", title: text(name)}, text(name)), picture,
      el("td", {class: "num"}, count(n)));
  });
  const left = trace.names - trace.density.length;
  return el("div", {class: "sheet"}, el("h3", {}, "Density"),
    el("p", {class: "lead"}, "How many spans of a name start when, against its own fullest moment: evenly filled rows are chunks or polling."),
    el("table", {class: "dense"}, el("caption", {class: "sr"}, "Spans over time by name"),
      el("colgroup", {}, el("col", {class: "c-name"}), el("col"), el("col", {class: "c-len"})),
      el("thead", {}, el("tr", {}, el("th", {scope: "col"}, "Span name"), el("th", {scope: "col"}, `0 to ${time(trace.length)}`), el("th", {scope: "col", class: "num"}, "Spans"))),
      el("tbody", {}, ...rows)),
    left > 0 ? el("p", {class: "quiet"}, `${amount(left, "rarer name")} left out.`) : null);
}

function openFinding(f) {
  show("findings");
  if (!passing.includes(f)) only({});
  const place = passing.indexOf(f);
  while ($("list").children.length <= place) grow();
  const li = $("list").children[place];
  open(li, f, true);
  li.firstChild.focus();
  li.scrollIntoView({block: "start"});
}

// ---- transitions, attributes, run ----

function buildTransitions() {
  const t = data.transitions, names = t.names.map(text);
  const cells = new Map(t.cells.map(([a, b, n]) => [a * 100 + b, n]));
  const most = Math.max(1, ...t.cells.map((cell) => cell[2]));
  const numbers = names.map((_, i) => i);
  if (t.other_names) {
    names.push(`${amount(t.other_names, "other name")}`);
    numbers.push(14);
  }
  const panel = $("transitions");
  panel.append(el("h2", {}, "Which span follows which"), el("p", {class: "lead"},
    "In order of start time over a call, without wrappers, probes and markers: how often a span of the row is followed by one of the column. A strong field on the diagonal is one name repeating itself."));
  if (!t.cells.length) { panel.append(el("p", {class: "notice"}, "No span follows another one.")); return; }
  const head = el("tr", {}, el("th", {class: "corner"}, "followed by"),
    ...names.map((name) => el("th", {scope: "col", title: name}, el("span", {class: "mono"}, name))));
  const rows = names.map((name, i) => el("tr", {}, el("th", {scope: "row", class: "mono", title: name}, name),
    ...numbers.map((b, k) => {
      const n = cells.get(numbers[i] * 100 + b) || 0;
      const cell = el("td", {title: `${name} → ${names[k]}: ${count(n)}`}, n ? count(n) : "");
      if (n) cell.style.background = `rgb(var(--heat) / ${(.12 + .43 * Math.log1p(n) / Math.log1p(most)).toFixed(3)})`;
      return cell;
    })));
  panel.append(el("div", {class: "sheet"}, el("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": "Transitions"},
    el("table", {class: "heat"}, el("caption", {class: "sr"}, "Row: a span name. Column: the name that follows. Field: how often."),
      el("thead", {}, head), el("tbody", {}, ...rows)))));
}

function keysTable(group, whole) {
  const rows = group.keys.map(([key, n, types]) => {
    const bar = el("i");
    bar.style.width = `${100 * n / whole}%`;
    return el("tr", {class: n < whole ? "part" : null}, el("th", {scope: "row", class: "mono"}, text(key)),
      el("td", {"aria-hidden": true}, el("div", {class: "meter"}, bar)),
      el("td", {class: "num"}, share(n, whole)), el("td", {class: "type", title: text(types)}, text(types)));
  });
  const left = group.keys_in_all - group.keys.length;
  return [el("table", {}, el("caption", {class: "sr"}, "Attributes, the share that has them, and their types"),
    el("colgroup", {}, el("col"), el("col", {class: "c-bar"}), el("col", {class: "c-share"}), el("col", {class: "c-type"})),
    el("tbody", {}, ...rows)), left > 0 ? el("p", {class: "quiet"}, `${amount(left, "rarer key")} left out.`) : ""];
}

function buildAttributes() {
  const panel = $("attributes"), box = el("div", {class: "cover"});
  panel.append(el("h2", {}, "Attribute coverage"), el("p", {class: "lead"},
    "By span name, the most frequent first: the share of its spans that has the attribute, and the types of its values. The values themselves are not in this page."), box);
  for (const name of data.coverage)
    box.append(el("section", {class: "sheet"}, el("h3", {}, el("span", {class: "mono"}, text(name.name) || "(no name)"),
      el("span", {class: "quiet"}, amount(name.spans, "span"), name.p50 === null ? "" : `, half within ${time(name.p50 / 1000)}`)),
      ...(name.keys.length ? keysTable(name, name.spans) : [el("p", {class: "quiet"}, "no attributes")])));
  if (data.resource.keys.length)
    box.append(el("section", {class: "sheet"}, el("h3", {}, "Resource", el("span", {class: "quiet"}, amount(data.resources, "resource"))),
      ...keysTable(data.resource, data.resources)));
  const left = data.names_in_all - data.coverage.length;
  if (left > 0) panel.append(el("p", {class: "quiet"}, `${amount(left, "rarer span name")} left out.`));
}

function tableOf(caption, heads, rows) {
  return el("table", {class: "plain-table"}, el("caption", {class: "sr"}, caption),
    el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", {scope: "col", class: head === "Spans" || head === "Traces" ? "num" : null}, head)))), el("tbody", {}, ...rows));
}

/* Gate, baseline, excludes, frameworks and the Instrumentation Score, as far as there are any. */
function gateSheets() {
  const sheets = [], facts = [];
  facts.push(data.gate.passed ? "The run passes its gate." : `The run fails: ${data.gate.reasons.join("; ")}.`);
  if (data.baseline) facts.push(`${amount(data.baseline.known, "finding")} in the baseline, not in this page.`);
  if (data.excluded) facts.push(`${amount(data.excluded, "finding")} excluded by the configuration.`);
  for (const one of data.stale_excludes)
    facts.push(`The exclude of ${one.rule} (${one.reason}) is ${one.state}.`);
  if (data.dialects.length) facts.push("Frameworks: " +
    data.dialects.map((one) => `${one.title} (${amount(one.traces, "trace")})`).join(", ") + ".");
  sheets.push(el("div", {class: "sheet"}, el("h3", {}, "Gate"), ...facts.map((fact) => el("p", {}, fact))));
  const is = data.instrumentation_score;
  if (is)
    sheets.push(el("div", {class: "sheet"}, el("h3", {}, `Instrumentation Score: ${is.judged.length} of ${is.rules} rules judged`),
      el("div", {class: "scroll"}, tableOf("Instrumentation Score by service", ["Service", "Score", "Category", "Fails"],
        is.services.map((one) => el("tr", {}, el("th", {scope: "row"}, one.service === null ? "without service.name" : one.service),
          el("td", {}, one.score.toFixed(2)), el("td", {}, one.category), el("td", {}, one.failed.join(", "))))))));
  return sheets;
}

function buildRun() {
  const panel = $("run");
  const odd = (input) => input.status !== "ok" || input.diagnostic_count > 0;
  const listed = [...data.inputs.filter(odd), ...data.inputs.filter((input) => !odd(input))].slice(0, INPUT_ROWS);
  const inputs = listed.map((input) => el("tr", {}, el("th", {scope: "row", class: "mono"}, input.uri),
    el("td", {}, input.format), el("td", {}, input.status), el("td", {class: "num"}, count(input.spans)), el("td", {class: "num"}, count(input.traces)),
    el("td", {}, ...(input.diagnostics || []).map((d) => el("div", {}, d.line === null ? "" : `line ${count(d.line)}: `, d.message)),
      input.diagnostic_count > (input.diagnostics || []).length ? el("div", {}, `${count(input.diagnostic_count)} in all`) : null)));
  panel.append(el("div", {class: "sheet"}, el("h3", {}, "Inputs"), el("div", {class: "scroll"},
    tableOf("Inputs", ["Input", "Format", "Read", "Spans", "Traces", "Diagnostics"], inputs)),
    listed.length < data.inputs.length ? el("p", {class: "quiet"}, `${amount(data.inputs.length - listed.length, "more input")}, read without trouble.`) : null));
  panel.append(...gateSheets());
  const skipped = data.skipped.map((one) => el("tr", {}, el("th", {scope: "row", class: "mono"}, one.rule),
    el("td", {class: "mono"}, one.slug), el("td", {}, one.reason)));
  panel.append(el("div", {class: "sheet"}, el("h3", {}, `Rules: ${count(data.rules_ran)} ran, ${count(skipped.length)} skipped`),
    skipped.length ? el("div", {class: "scroll"}, tableOf("Rules that were skipped", ["Rule", "Name", "Why it was skipped"], skipped)) :
      el("p", {}, "No rule was skipped.")));
}

// ---- tabs ----

const PANELS = ["findings", "traces", "transitions", "attributes", "run"];
const builders = {
  traces: () => { buildTraces(); if (data.traces.length) showTrace(0); },
  transitions: buildTransitions, attributes: buildAttributes, run: buildRun,
};

function build(name) {
  if (builders[name]) { const make = builders[name]; delete builders[name]; make(); }
}

function show(name) {
  for (const panel of PANELS) {
    const isShown = panel === name, tab = $(`tab-${panel}`);
    $(panel).hidden = !isShown;
    tab.setAttribute("aria-selected", isShown);
    tab.tabIndex = isShown ? 0 : -1;
  }
  build(name);
}

function buildTabs() {
  const numbers = {findings: findings.length, traces: data.traces_in_all};
  PANELS.forEach((name, i) => {
    const tab = $(`tab-${name}`);
    if (numbers[name] !== undefined) tab.append(el("span", {class: "n"}, count(numbers[name])));
    tab.addEventListener("click", () => show(name));
    tab.addEventListener("keydown", (event) => {
      const to = {ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: PANELS.length - 1}[event.key];
      if (to === undefined) return;
      event.preventDefault();
      const next = PANELS[(to + PANELS.length) % PANELS.length];
      show(next);
      $(`tab-${next}`).focus();
    });
  });
}

// ---- light and dark ----

const prefersDark = matchMedia("(prefers-color-scheme: dark)");
let theme = null; // what the reader chose; null: what the system says
try { theme = localStorage.getItem("spanvet-theme"); } catch { /* a file may have no storage */ }

function paint() {
  const isDark = theme ? theme === "dark" : prefersDark.matches;
  document.documentElement.dataset.theme = isDark ? "dark" : "light";
  $("theme").textContent = isDark ? "Light" : "Dark";
  $("theme").setAttribute("aria-label", isDark ? "Light colours" : "Dark colours");
}
function switchTheme() {
  theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  try { localStorage.setItem("spanvet-theme", theme); } catch { /* kept for this page only */ }
  paint();
}

// ---- keys ----

function move(step) {
  if ($("findings").hidden && $("traces").hidden) return;
  const isTraces = $("findings").hidden, list = $(isTraces ? "trace-list" : "list");
  const rows = list.children, at = [...rows].findIndex((li) => li.contains(document.activeElement));
  let to = at < 0 ? (step > 0 ? 0 : -1) : at + step;
  if (!isTraces && to >= rows.length) grow();
  if (to < 0 || to >= rows.length) return;
  rows[to].firstChild.focus();
  rows[to].scrollIntoView({block: "nearest"});
  if (isTraces) showTrace(to);
}

function escape() {
  const focus = document.activeElement, li = focus.closest && focus.closest("#list > li");
  const opened = li && li.firstChild.getAttribute("aria-expanded") === "true" ? li :
    [...$("list").children].find((one) => one.firstChild.getAttribute("aria-expanded") === "true");
  if (focus === $("search")) { focus.blur(); return; }
  if (opened && !$("findings").hidden) { opened.firstChild.click(); opened.firstChild.focus(); }
}

const ACTS = {
  "/": () => { show("findings"); $("search").focus(); $("search").select(); },
  j: () => move(1), k: () => move(-1), c: () => only({}), t: switchTheme, Escape: escape,
  "?": () => { if (!$("keys").open) $("keys").showModal(); },
};
PANELS.forEach((name, i) => { ACTS[i + 1] = () => { show(name); $(`tab-${name}`).focus(); }; });

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || $("keys").open) return;
  const isTyping = event.target.matches && event.target.matches("input[type=search]");
  const act = isTyping && event.key !== "Escape" ? null : ACTS[event.key];
  if (act) { event.preventDefault(); act(); }
});

// ---- start ----

let pending = 0;
$("search").addEventListener("input", () => {
  cancelAnimationFrame(pending);
  pending = requestAnimationFrame(() => {
    words = $("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    update();
  });
});
$("filters").addEventListener("submit", (event) => event.preventDefault());
$("filters-toggle").addEventListener("click", () => {
  const button = $("filters-toggle");
  button.setAttribute("aria-expanded", button.getAttribute("aria-expanded") !== "true");
});
$("clear").addEventListener("click", () => { only({}); $("search").focus(); });
$("more").addEventListener("click", () => {
  const from = $("list").children.length;
  grow();
  $("list").children[from].firstChild.focus();
});
if ("IntersectionObserver" in window)
  new IntersectionObserver((seen) => { if (seen[0].isIntersecting && !$("more").hidden) grow(); },
    {rootMargin: "600px"}).observe($("more"));
$("theme").addEventListener("click", switchTheme);
$("keys-open").addEventListener("click", () => $("keys").showModal());
prefersDark.addEventListener("change", paint);
addEventListener("beforeprint", () => PANELS.forEach(build));

paint();
buildOverview();
buildTabs();
buildFacets();
update();
show("findings");
})();
