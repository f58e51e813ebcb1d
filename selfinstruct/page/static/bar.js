// The bar below a record: answers, reasons, what else one can do, the last answers.
import { el, shown } from "./dom.js";
import { said } from "./item.js";

export function button(label, key, run, props = {}) {
  return el(
    "button", { type: "button", onclick: run, "aria-keyshortcuts": key ? key : null, ...props },
    el("span", {}, label), key ? el("kbd", { "aria-hidden": "true" }, NAMED[key] || key) : null,
  );
}

const NAMED = { ArrowLeft: "←", ArrowRight: "→", Escape: "Esc", "Control+Enter": "Ctrl ↵" };

// Answers with a grade stand in one row of equal steps, from "first" to "second".
function answers(state, desk) {
  const choices = state.choices.filter((choice) => choice.answer !== "edit");
  const graded = choices.some((choice) => choice.grade);
  const made = choices.map((choice) => button(choice.label, choice.key, () => desk.decide(choice), {
    class: "answer", "data-answer": choice.answer, title: choice.meaning || null,
    "aria-pressed": desk.isDecision(choice) ? "true" : null,
  }));
  return el("div", { class: `answers ${graded ? "graded" : ""} ${choices.length > 6 ? "many" : ""}`, role: "group", "aria-label": "Answer" }, made);
}

function number(state, desk) {
  const box = el("input", { type: "number", step: "any", id: "number", "aria-label": state.question || "Score", required: true });
  if (state.scale) Object.assign(box, { min: state.scale[0], max: state.scale[1] });
  const take = (event) => {
    event.preventDefault();
    if (box.value !== "") desk.decide({ answer: box.value });
  };
  return el("form", { class: "answers", onsubmit: take }, box, el("button", { type: "submit", class: "answer" }, "Save the number"));
}

function asks(state, desk) {
  const made = state.asks.map((name, at) => button(name, String(at + 1), () => desk.toggleAsk(name), {
    class: "toggle", "aria-pressed": String(!desk.failing.has(name)), "data-ask": name,
  }));
  return el("div", { class: "asks", role: "group", "aria-label": "What holds" }, made);
}

function reasons(state, desk) {
  const of = desk.rejected;
  const made = state.reasons.map((reason) => button(reason.name, reason.key, () => desk.toggleReason(reason.name), {
    class: "toggle", disabled: !of, "aria-pressed": of ? String(of.reasons.includes(reason.name)) : null,
  }));
  const why = of ? `Why reject ${of.at + 1}?` : "Reasons to reject";
  return el("div", { class: `reasons ${of ? "" : "idle"}`, role: "group", "aria-label": why }, el("span", { class: "why" }, why), made);
}

function history(state, desk) {
  if (!state.history?.length) return el("p", { class: "history" }, "No answers yet");
  const symbols = { accept: "✓", reject: "✗", edit: "✎", first: "1", second: "2", tie: "=", later: "…" };
  const made = state.history.map((past) => {
    const told = `${past.at + 1}: ${said(state, past)}`;
    const sign = past.edited ? "✎" : symbols[past.answer] || state.choices.find((choice) => choice.answer === past.answer)?.key || past.answer.slice(0, 2);
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
    "div", { class: "answers", role: "group", "aria-label": "Which one is better, and will be edited?" },
    el("span", { class: "why" }, "Edit the better one, which is:"),
    sides.map((choice) => button(choice.label, choice.key, () => desk.startEdit(choice), { class: "answer", "data-answer": choice.answer })),
    button("Back", "Escape", () => desk.leaveEdit()),
  );
}

export function bar(state, desk) {
  if (desk.mode === "edit") return [editing(desk)];
  if (desk.mode === "choose") return [choosing(state, desk)];
  const item = desk.item;
  const readOnly = !state.choices.length && state.kind !== "score";
  const first = [];
  if (item && !readOnly) {
    if (state.asks) first.push(asks(state, desk));
    if (state.kind === "score" && !state.choices.some((choice) => choice.answer !== "reject")) first.push(number(state, desk));
    if (state.choices.length) first.push(answers(state, desk));
    first.push(el(
      "div", { class: "tools", role: "group", "aria-label": "Instead of an answer" },
      state.editable ? button("Edit", "e", () => desk.edit(), { title: state.kind === "pair" ? "Edit the better one" : null }) : null,
      button(desk.note ? "Note ✓" : "Note", "n", () => desk.openNote()),
      button("Later", "s", () => desk.later()),
      button("Undo", "u", () => desk.undo(), { disabled: !state.history?.length }),
    ));
  } else if (!readOnly) {
    first.push(el("div", { class: "tools" }, button("Undo", "u", () => desk.undo(), { disabled: !state.history?.length })));
  }
  const place = desk.item ? desk.item.at : state.progress.of;
  return [
    el("div", { class: "row" }, first),
    !readOnly && state.reasons?.length && !state.asks ? reasons(state, desk) : null,
    el(
      "div", { class: "row foot" },
      readOnly ? el("p", { class: "history" }, "To look at only: nothing here is decided") : history(state, desk),
      el(
        "nav", { "aria-label": "Records" },
        button("Earlier", "ArrowLeft", () => desk.look(place - 1), { disabled: place <= 0, class: "quiet" }),
        button("Further", "ArrowRight", () => desk.look(place + 1), { disabled: place >= state.progress.of - 1, class: "quiet" }),
        item && (readOnly || state.kind === "accept") ? button("Alike", "f", () => desk.alike(), { class: "quiet" }) : null,
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
