// How a record looks: its fields, two sides next to each other, other people's answers.
import { $, el, picked, plural, shown } from "./dom.js";

const LONG = 400; // characters from which on a text says how long it is
const TALL = 600; // characters, or lines, from which on a text gives way to others and is scrolled in its pane
const TALL_LINES = 8;

function isTall(text) {
  return text.length > TALL || text.split("\n", TALL_LINES + 1).length > TALL_LINES;
}

function body(field) {
  const kind = field.kind === "turn" ? "said" : "text";
  const content = field.marks ? picked(field.text, field.marks) : shown(field.text);
  return el("div", { class: kind, dir: "auto", tabindex: kind === "text" ? 0 : null, role: "group", "aria-label": field.name }, content);
}

function tools(item, field, act) {
  const parts = [];
  if (field.length > LONG || field.cut) parts.push(el("span", { class: "length" }, plural(field.length, "character")));
  if (field.cut) parts.push(el("button", { type: "button", class: "quiet", onclick: (event) => act.all(item, field, event.currentTarget) }, "Show all"));
  return parts;
}

function frame(item, field, inSides) {
  const address = `rendered?id=${encodeURIComponent(item.id)}&field=${encodeURIComponent(field.field)}`;
  const node = el("iframe", { sandbox: "", src: address, title: `${field.name}, rendered`, class: "rendered", referrerpolicy: "no-referrer" });
  node.style.setProperty("--fit", `${height(field.text, inSides ? 2 : 1)}rem`);
  return node;
}

// About how high a text is when rendered, in rem: what stands in a frame without an origin cannot be measured.
function height(text, columns) {
  const wide = document.documentElement.clientWidth > 960;
  const width = Math.max(280, $("desk").clientWidth / (wide ? columns : 1) - 70);
  const lines = text.trimEnd().split("\n").map((line) => Math.ceil(line.length * 8.5 / width) || 0.4);
  return 3.4 + 1.6 * lines.reduce((sum, line) => sum + line, 0) + (/^ *(#|```|\||>|[-*] )/m.test(text) ? 3 : 0);
}

function pane(item, field, act, look) {
  const turn = field.kind === "turn";
  const classes = ["field", field.kind === "text" ? "" : field.kind, turn ? `role-${field.role}` : "", field.text === "" ? "empty" : "", isTall(field.text) ? "tall" : ""];
  const name = turn ? field.role || field.name : field.name;
  const content = look.rendered && field.text ? frame(item, field, ["first", "second"].includes(field.field)) : field.text === "" ? el("p", { class: "nothing" }, "empty") : body(field);
  return el(
    "section", { class: classes.filter(Boolean).join(" "), "data-field": field.name },
    el("div", { class: "label" }, el("h2", {}, name), tools(item, field, act)),
    content,
  );
}

function side(item, name, title, act, look) {
  const { length, cut, [name]: text } = item.sides;
  const field = { name: title, field: name, text, length: length[name], cut: cut[name], kind: "text" };
  const node = pane(item, field, act, look);
  node.classList.add("side");
  node.dataset.side = name;
  return node;
}

function sides(item, act, look) {
  const made = [["first", "First"], ["second", "Second"]].map(([name, title]) => side(item, name, title, act, look));
  const texts = made.map((node) => node.querySelector(".text")).filter(Boolean);
  texts.forEach((text, number) => text.addEventListener("scroll", () => follow(text, texts[1 - number], look), { passive: true }));
  return el("div", { class: "sides" }, made);
}

// The other side goes where this one is, by its share of the way; a side that is moved so moves nothing back.
function follow(moved, other, look) {
  if (!look.together || !other || moved.dataset.following) {
    delete moved.dataset.following;
    return;
  }
  const way = moved.scrollHeight - moved.clientHeight;
  const to = Math.round(way ? (moved.scrollTop / way) * (other.scrollHeight - other.clientHeight) : 0);
  if (Math.abs(other.scrollTop - to) < 2) return;
  other.dataset.following = "1";
  other.scrollTop = to;
}

export function said(state, decision) {
  const choice = state.choices.find((one) => one.answer === decision.answer && (one.grade ?? null) === (decision.grade ?? null))
    || state.choices.find((one) => one.answer === decision.answer);
  const parts = [choice ? choice.label : decision.answer];
  if (decision.reasons?.length) parts.push(`(${decision.reasons.join(", ")})`);
  if (decision.edited && decision.answer !== "edit") parts.push("and edited");
  return parts.join(" ");
}

function opinions(state, item) {
  return el(
    "section", { class: "opinions", "aria-label": "What people say" },
    item.differing.map((opinion, number) => el(
      "div", { class: "opinion" },
      el("h2", {}, item.differing.length === 2 ? ["One says", "The other says"][number] : `Answer ${number + 1}`),
      el("p", { class: "verdict" }, said(state, opinion)),
      opinion.edited ? el("div", { class: "text", dir: "auto", tabindex: 0, role: "group", "aria-label": "Edited text" }, shown(opinion.edited)) : null,
      opinion.note ? el("p", { class: "remark", dir: "auto" }, shown(opinion.note)) : null,
    )),
  );
}

export function record(state, item, act, look) {
  const turns = item.fields.some((field) => field.kind === "turn");
  return el(
    "div", { class: ["record", turns ? "turns" : "", item.sides ? "pair" : ""].filter(Boolean).join(" ") },
    item.fields.map((field) => pane(item, field, act, look)),
    item.sides ? sides(item, act, look) : null,
    item.differing?.length ? opinions(state, item) : null,
  );
}

export function about(item) {
  const facts = Object.entries(item.about || {}).filter(([, value]) => value !== null && value !== "");
  return facts.length ? el("dl", { class: "about" }, facts.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", { dir: "auto" }, shown(String(value)))))) : null;
}
