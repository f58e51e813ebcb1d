// The bar below a record: answers, reasons, what else one can do, the last answers.
import { el, shown } from "./dom.js";
import { said } from "./item.js";

export function button(label, key, run, props = {}, meaning = "") {
  return el(
    "button", { type: "button", onclick: run, "aria-keyshortcuts": key ? key : null, ...props },
    el("span", {}, label, meaning ? el("small", { class: "meaning", dir: "auto" }, shown(meaning)) : null), key ? el("kbd", { "aria-hidden": "true" }, NAMED[key] || key) : null,
  );
}

const MANY = 12; // answers from which on they are scrolled, and say what they mean where one points at them alone
const NAMED = { ArrowLeft: "←", ArrowRight: "→", Escape: "Esc", "Control+Enter": "Ctrl ↵" };

// A step's name, with a place where it may be broken on a narrow screen.
function step(grade) {
  return grade.replace(/_better$/, "").replace(/^(signifi|margin)(?=[a-z]{4})/, "$1\u00ad");
}

// How much better: from + for marginally to ++++ for significantly.
function strength(choices, choice) {
  const grades = choices.filter((one) => one.answer === choice.answer && one.grade).map((one) => one.grade);
  const place = grades.indexOf(choice.grade);
  const count = choice.answer === "first" ? grades.length - place : place + 1;
  return place < 0 ? "" : el("span", { class: "strength", "aria-hidden": "true" }, "+".repeat(count));
}

// Answers with a grade stand in one row of steps from "first" to "second", each side's name before it; where it is
// narrow, in a row for each side.
function steps(choices, run, pressed) {
  const made = choices.map((choice) => button(choice.grade ? [step(choice.grade), strength(choices, choice)] : choice.label, choice.key, () => run(choice), {
    class: "answer", "data-answer": choice.answer, title: choice.meaning || null,
    "aria-label": choice.grade ? choice.label : null, "aria-pressed": pressed?.(choice) ? "true" : null,
  }, choices.length > MANY ? "" : choice.meaning));
  if (!choices.some((choice) => choice.grade)) return made;
  const turn = choices.findIndex((choice) => choice.answer === "second");
  const end = (text) => el("span", { class: "end", "aria-hidden": "true" }, text);
  return [end("First"), made.slice(0, turn), end("Second"), made.slice(turn)];
}

function answers(state, desk) {
  const choices = state.choices.filter((choice) => choice.answer !== "edit");
  const classes = ["answers", state.grades ? "graded" : "", choices.length > MANY ? "many" : ""];
  return el("div", { class: classes.filter(Boolean).join(" "), role: "group", "aria-label": "Answer" }, steps(choices, desk.decide, desk.isDecision));
}

function number(state, desk) {
  const box = el("input", { type: "number", step: "any", id: "number", "aria-label": state.question || "Score", required: true });
  Object.assign(box, { min: state.number.low, max: state.number.high, placeholder: `${state.number.low} to ${state.number.high}` });
  const take = (event) => {
    event.preventDefault();
    if (box.value !== "") desk.decide({ answer: box.value });
  };
  return el("form", { class: "answers", onsubmit: take }, box, el("button", { type: "submit", class: "answer" }, "Save the number"));
}

function asks(state, desk) {
  const made = state.asks.map(({ key, name, text }) => button(text, key, () => desk.toggleAsk(name), {
    class: "toggle", "aria-pressed": String(!desk.failing.has(name)), "data-ask": name,
  }));
  return el("div", { class: "asks", role: "group", "aria-label": "What holds" }, made);
}

function reasons(state, desk) {
  const of = desk.rejected;
  const made = state.reasons.map((reason) => button(reason.name, reason.key, () => desk.toggleReason(reason.name), {
    class: "toggle", disabled: !of, "aria-pressed": of ? String(of.reasons.includes(reason.name)) : null,
  }));
  const why = of ? `${of.at + 1} is rejected. Why?` : "Reasons to reject";
  return el("div", { class: `reasons ${of ? "" : "idle"}`, role: "group", "aria-label": why }, el("span", { class: "why" }, why), made);
}

function history(state, desk) {
  if (!state.history?.length) return el("p", { class: "history" }, "No answers yet");
  const symbols = { accept: "✓", reject: "✗", edit: "✎", first: "1", second: "2", tie: "=" };
  const made = state.history.filter((past) => past.at !== null).map((past) => {
    const told = `${past.at + 1}: ${said(state, past)}`;
    const sign = symbols[past.answer] || state.choices.find((choice) => choice.answer === past.answer)?.key || past.answer.slice(0, 2);
    return el("li", {}, el("button", { type: "button", class: "quiet", title: told, "aria-label": told, "data-answer": past.answer, onclick: () => desk.look(past.at) }, sign));
  });
  return el("div", { class: "history" }, el("span", {}, "Last"), el("ol", {}, made));
}

function editing(desk) {
  const label = desk.editChoice ? `Save as ${desk.editChoice.label.toLowerCase()}, edited` : "Save and go on";
  return el(
    "div", { class: "answers", role: "group", "aria-label": "Edit" },
    button(label, "Control+Enter", () => desk.saveEdit(), { class: "answer", "data-answer": "edit" }),
    button("Leave, keep the draft", "Escape", () => desk.leaveEdit()),
    button("Start again", "", () => desk.restartEdit()),
  );
}

function choosing(state, desk) {
  const sides = state.choices.filter((choice) => ["first", "second"].includes(choice.answer));
  return el(
    "div", { class: state.grades ? "answers graded" : "answers", role: "group", "aria-label": "Which one is better, and will be edited?" },
    el("span", { class: "why" }, state.grades ? "Edit the better one:" : "Edit the better one, which is"),
    steps(sides, desk.startEdit),
    button("Back", "Escape", () => desk.leaveEdit()),
  );
}

export function bar(state, desk) {
  if (desk.mode === "edit") return [editing(desk)];
  if (desk.mode === "choose") return [choosing(state, desk)];
  const item = desk.item;
  const readOnly = state.readonly;
  const first = [];
  if (item && !readOnly) {
    if (state.asks) first.push(asks(state, desk));
    if (state.number) first.push(number(state, desk));
    if (state.choices.length) first.push(answers(state, desk));
    first.push(el(
      "div", { class: "tools", role: "group", "aria-label": "Instead of an answer" },
      state.editable ? button("Edit", "e", () => desk.edit(), { title: state.kind === "pair" ? "Edit the better one" : null }) : null,
      button(desk.note ? "Note ✓" : "Note", "n", () => desk.openNote()),
      button("Later", "s", () => desk.later(), { disabled: Boolean(item.decision) }),
      button("Undo", "u", () => desk.undo(), { disabled: !state.history?.length }),
    ));
  } else if (!readOnly) {
    first.push(el("div", { class: "tools" }, button("Undo", "u", () => desk.undo(), { disabled: !state.history?.length })));
  }
  const place = desk.item ? desk.item.at : state.progress.of;
  const last = state.progress.of - (state.item ? 1 : 0); // what follows the last record once all are decided is the end
  // Reasons stand above: where they appear, the bar grows upwards, and nothing comes under the finger that rejected.
  return [
    !readOnly && state.reasons?.length && (item || desk.rejected) ? reasons(state, desk) : null,
    el("div", { class: "row" }, first),
    el(
      "div", { class: "row foot" },
      readOnly ? el("p", { class: "history" }, "To look at only: nothing here is decided") : history(state, desk),
      el(
        "nav", { "aria-label": "Records" },
        button("Earlier", "ArrowLeft", () => desk.look(place - 1), { disabled: place <= 0, class: "quiet" }),
        button("Further", "ArrowRight", () => desk.look(place + 1), { disabled: place >= last, class: "quiet" }),
        Object.keys(item?.alike || {}).length ? button("Alike", "f", () => desk.alike(), { class: "quiet" }) : null,
        button("Search", "/", () => desk.search(), { class: "quiet" }),
      ),
    ),
  ];
}

export function noteBox(desk) {
  const box = el("textarea", { id: "note", rows: 2, dir: "auto", maxlength: 2000, "aria-label": "Note on this record" });
  box.value = desk.note;
  box.addEventListener("input", () => desk.keepNote(box.value));
  return el("div", { class: "note" }, el("label", { for: "note" }, "Note, saved with the answer"), box,
    button("Done", "Escape", () => desk.closeNote()));
}

export function noteLine(note) {
  return note ? el("p", { class: "remark", dir: "auto" }, el("b", {}, "Note: "), shown(note)) : null;
}
