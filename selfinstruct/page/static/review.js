// The review page: one record at a time, one key an answer. Nothing is shown as decided before the server has it on disk.
import { bar, button, noteBox, noteLine } from "./bar.js";
import { $, el, plural, shown } from "./dom.js";
import { about, record, said } from "./item.js";
import { inBox, keyOf, lettersOn, setLetters } from "./keys.js";
import { notesOf } from "./notes.js";
import { guided, openAlike, openKeys, openSearch, summary } from "./panels.js";
import { connection } from "./server.js";

const DRAFT_EVERY = 2000; // milliseconds
const state = JSON.parse($("state").textContent);
const look = { rendered: false, together: true };
const notes = notesOf(`${state.title}:${state.reviewer}`);
let letters = lettersOn();
let busy = false;
let waiting = ""; // a reason pressed while its rejection was on the way
let draft = null; // {id, text, sent}
let retry = null;

const desk = {
  item: state.item,
  mode: "decide", // or "choose" and "edit"
  editChoice: null,
  failing: new Set(),
  rejected: null, // the record whose reasons the digits say: {at, reasons}
  note: "",
  state,
  look,
  ask: connection(gone),
};

// ---------------------------------------------------------------- what is drawn

function drawTop() {
  const { progress } = state;
  const saved = el("span", { id: "saved", role: "status" }, desk.saved || "");
  $("top").replaceChildren(
    el("div", { class: "title" }, el("b", {}, "Review"), el("span", { class: "what", title: state.title }, state.title)),
    el(
      "div", { class: "progress" },
      state.readonly ? null : el("progress", { max: progress.of || 1, value: progress.done, "aria-label": "Records decided" }),
      el("span", {}, state.readonly ? plural(progress.of, "record") : `${progress.done.toLocaleString("en")} of ${progress.of.toLocaleString("en")}`),
      progress.later ? el("span", { class: "quiet" }, `${progress.later} for later`) : null,
      state.new ? el("span", { class: "new" }, `${state.new} new`) : null,
    ),
    el("div", { class: "who" }, saved, el("span", { class: "reviewer", title: "You" }, state.reviewer)),
    el("div", { class: "help" }, guided(state) ? button("Guidelines", "h", guidelines, { class: "quiet", "aria-expanded": String(!$("guide").hidden), "aria-controls": "guide" }) : null, button("Keys", "?", keys, { class: "quiet" })),
  );
  document.body.classList.remove("forms");
  document.title = state.readonly ? state.title : `${progress.done}/${progress.of} · ${state.title}`;
}

function heading(item) {
  const looking = !isCurrent();
  const place = el("h1", { id: "place", tabindex: -1 }, `Record ${item.at + 1}`, el("span", {}, ` of ${state.progress.of}`));
  const switches = [el("button", { type: "button", class: "switch", "aria-pressed": String(look.rendered), "aria-keyshortcuts": "m", onclick: toggleRendered },
    el("span", {}, "Rendered"), el("kbd", { "aria-hidden": "true" }, "m"))];
  if (item.sides) switches.push(el("button", { type: "button", id: "together", class: "switch", "aria-pressed": String(look.together), "aria-keyshortcuts": "w", onclick: toggleTogether },
    el("span", {}, "Scroll together"), el("kbd", { "aria-hidden": "true" }, "w")));
  return el(
    "div", { class: "heading" },
    place, about(item),
    item.decision ? el("p", { class: "decided" }, `You answered: ${said(state, item.decision)}. Another answer replaces it.`) : null,
    looking && !state.readonly ? el("p", { class: "looking" }, state.item ? "Not the one that is due. " : "Every record has your answer. ", button("Back", "Escape", back, { class: "quiet" })) : null,
    el("div", { class: "switches" }, switches),
  );
}

function isCurrent() {
  return state.item?.at === desk.item?.at;
}

function editor() {
  const box = el("textarea", { id: "edited", dir: "auto", spellcheck: true, "aria-label": "Your version" });
  box.value = draft.text;
  box.addEventListener("input", () => { draft.text = box.value; });
  return el("section", { class: "field editor" }, el("div", { class: "label" }, el("h2", {}, "Your version"), el("span", { class: "length" }, "kept as a draft every two seconds")), box);
}

// What is drawn anew while one stands on it: the focus goes to what has taken its place.
function keepingFocus(work) {
  const was = document.activeElement;
  work();
  if (was.isConnected) return;
  const like = was.id ? $(was.id) : [...document.querySelectorAll("button")].find((one) => one.textContent === was.textContent);
  (like || $("place"))?.focus({ preventScroll: true });
}

function draw(focus = true) {
  keepingFocus(redraw);
  if (desk.mode === "edit") {
    $("edited").setSelectionRange(0, 0);
    $("edited").focus();
  } else if (focus) $("place")?.focus({ preventScroll: true });
  if (focus) $("desk").scrollTop = 0;
}

function redraw() {
  const item = desk.item;
  document.body.dataset.kind = state.kind;
  document.body.dataset.mode = desk.mode;
  drawTop();
  if (item) {
    $("desk").replaceChildren(
      heading(item),
      state.question ? el("p", { class: "question" }, state.question) : "",
      item.told ? el("p", { class: "told" }, item.told) : "",
      record(state, item, desk, look),
      desk.mode === "edit" ? editor() : "",
      desk.mode === "decide" ? noteLine(desk.note) || "" : "",
    );
  } else {
    $("desk").replaceChildren(...summary(state, desk));
  }
  drawBar();
  fit();
}

// Nothing is to be scrolled together where nothing overflows.
function fit() {
  const texts = [...document.querySelectorAll(".side .text")];
  if ($("together")) $("together").hidden = !texts.some((text) => text.scrollHeight > text.clientHeight + 4);
}

window.addEventListener("resize", fit);

function drawBar() {
  keepingFocus(() => $("bar").replaceChildren(...bar(state, desk).filter(Boolean)));
}

function show(item, focus = true) {
  desk.item = item;
  desk.mode = "decide";
  desk.editChoice = null;
  desk.failing = new Set(item?.decision && state.asks ? item.decision.reasons : []);
  desk.note = item ? notes.get(item.id) ?? item.decision?.note ?? "" : "";
  draft = null;
  if (item?.decision?.answer === "reject" && !isCurrent()) {
    desk.rejected = { at: item.at, reasons: [...item.decision.reasons] };
  }
  draw(focus);
}

// ---------------------------------------------------------------- what is told

function tell(text, kind = "problem", extra = null) {
  const banner = $("banner");
  banner.className = kind;
  banner.replaceChildren(...(text ? [el("p", {}, text)] : []), ...(extra ? [extra] : []));
  banner.hidden = !text;
}

function gone(is, now) {
  document.body.classList.toggle("gone", is);
  if (is) tell("The server does not answer. What was saved is on disk; this answer is not saved yet and is sent again until it is.", "problem", button("Try now", "", now));
  else tell("");
}

function saved(text) {
  desk.saved = text;
  if ($("saved")) $("saved").textContent = text;
}

function take(reply) {
  for (const name of ["progress", "history", "summary", "new"]) if (reply[name] !== undefined) state[name] = reply[name];
  if ("item" in reply) state.item = reply.item;
}

// ---------------------------------------------------------------- what is done

async function alone(work) {
  if (busy || retry) return;
  busy = true;
  document.body.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    busy = false;
    document.body.removeAttribute("aria-busy");
  }
}

// Sends a change, and returns the reply where it was taken. Where it is refused, says why and shows what the server has.
async function change(address, body) {
  const reply = await desk.ask(address, body);
  if (reply.ok) {
    take(reply);
    tell("");
    return reply;
  }
  saved("");
  if (reply.status === 409) {
    take(reply);
    desk.rejected = null;
    show(state.item);
    tell(reply.problem || "This record was changed elsewhere; here it is as it stands.", "notice");
  } else {
    const again = async () => {
      retry = null;
      document.body.classList.remove("unsaved");
      await alone(async () => {
        const taken = await change(address, body);
        if (!taken) return;
        if (address === "undo") return undone(taken);
        if (address === "decide") notes.delete(body.id);
        saved("Saved ✓");
        show(state.item);
      });
    };
    if (reply.status >= 500 || reply.status === 404) {
      retry = again;
      document.body.classList.add("unsaved");
    }
    const problem = reply.problem || `The server answers ${reply.status}.`;
    tell(reply.status >= 500 && !problem.startsWith("NOT SAVED") ? `NOT SAVED: ${problem}` : problem, "problem", retry ? button("Try again", "", again) : null);
  }
  return null;
}

desk.isDecision = (choice) => {
  const decision = desk.item?.decision;
  return Boolean(decision) && decision.answer === choice.answer && (decision.grade ?? null) === (choice.grade ?? null);
};

desk.decide = (choice) => alone(async () => {
  const item = desk.item;
  if (!item) return;
  const reasons = [...desk.failing];
  if (state.asks && choice.answer === "reject" && !reasons.length) return tell(`Say first what fails: ${state.asks.map(({ key, name }) => `${key} ${name}`).join(", ")}.`, "notice");
  if (state.asks && choice.answer === "accept" && reasons.length) return tell(`You say that ${reasons.join(", ")} fails: x saves that, or press the digit again.`, "notice");
  await send(item, { answer: choice.answer, grade: choice.grade ?? null, reasons: choice.answer === "reject" ? reasons : [], edited: choice.edited ?? "" });
});

async function send(item, decision) {
  const body = { id: item.id, reasons: [], grade: null, edited: "", note: desk.note, ...decision, seen: item.version };
  waiting = "";
  if (!await change("decide", body)) return;
  notes.delete(item.id);
  saved("Saved ✓");
  desk.rejected = body.answer === "reject" && state.reasons.length ? { at: item.at, reasons: body.reasons } : null;
  show(state.item);
  if (waiting && desk.rejected) await addReason(waiting);
}

// Says why a record was rejected, of the one before or of one that is looked at: its decision as it stands, and one more reason.
async function addReason(name) {
  const { at } = desk.rejected;
  const { item } = await desk.ask(`item?at=${at}`);
  if (item?.decision?.answer !== "reject") return tell("That record is no longer rejected.", "notice");
  const had = item.decision.reasons;
  const reasons = had.includes(name) ? had.filter((one) => one !== name) : [...had, name];
  if (!await change("decide", { id: item.id, ...item.decision, reasons, seen: item.version })) return;
  desk.rejected = { at, reasons };
  saved("Saved ✓");
  if (desk.item?.at === at) desk.item = (await desk.ask(`item?at=${at}`)).item;
  draw(false);
}

desk.toggleReason = (name) => {
  if (busy) waiting = name;
  else if (desk.rejected) alone(() => addReason(name));
};

desk.toggleAsk = (name) => {
  if (!desk.failing.delete(name)) desk.failing.add(name);
  tell("");
  drawBar();
};

desk.undo = () => alone(async () => {
  desk.rejected = null;
  const reply = await change("undo", {});
  if (reply) undone(reply);
});

function undone(reply) {
  saved(reply.undone ? "Taken back ✓" : "");
  show(state.item);
  if (!reply.undone) tell("There is nothing to take back.", "notice");
}

desk.later = () => alone(async () => {
  if (!desk.item) return;
  if (desk.item.decision) return tell("This record has your answer; u takes it back.", "notice");
  desk.rejected = null;
  if (await change("later", { id: desk.item.id })) {
    saved("For later ✓");
    show(state.item);
  }
});

desk.look = (at) => alone(async () => {
  if (at === state.progress.of && !state.item && desk.item) return goBack();
  if (at < 0 || at >= state.progress.of) return;
  const reply = await desk.ask(`item?at=${at}`);
  if (!reply.ok || !reply.item) return tell(reply.problem || "There is no such record.", "notice");
  tell("");
  desk.rejected = null;
  show(reply.item);
});

function back() {
  if (!busy) goBack();
}

// To the record that is due, or to the end where none is.
function goBack() {
  desk.rejected = null;
  tell("");
  show(state.item);
}

desk.all = (item, field, where) => alone(async () => {
  const reply = await desk.ask(`text?id=${encodeURIComponent(item.id)}&field=${encodeURIComponent(field.name)}`);
  if (!reply.ok) return tell(reply.problem, "notice");
  field.text = reply.text;
  field.cut = false;
  where.closest(".field").querySelector(".text, .said").replaceChildren(...shown(field.text));
  where.remove();
});

// ---------------------------------------------------------------- editing and notes

desk.edit = () => {
  if (!desk.item || !state.editable || busy || retry) return;
  if (state.kind === "pair") {
    desk.mode = "choose";
    drawBar();
    $("bar").querySelector("button").focus();
  } else {
    desk.startEdit(state.choices.find((choice) => choice.answer === "edit") || { answer: "edit", label: "Edit" });
  }
};

function startOf(choice) {
  const { item } = desk;
  if (item.decision?.edited) return item.decision.edited;
  return item.sides && choice.answer !== "edit" ? item.sides[choice.answer] : item.edit;
}

desk.startEdit = (choice) => {
  desk.mode = "edit";
  desk.editChoice = choice.answer === "edit" ? null : choice;
  draft = { id: desk.item.id, text: desk.item.draft || startOf(choice), sent: desk.item.draft || startOf(choice) };
  draw(false);
};

desk.restartEdit = () => {
  draft.text = desk.item.sides && desk.editChoice ? desk.item.sides[desk.editChoice.answer] : desk.item.edit;
  draw(false);
};

desk.saveEdit = () => alone(async () => {
  if (!draft.text.trim()) return tell("The edited text is empty.", "notice");
  await send(desk.item, { answer: desk.editChoice?.answer ?? "edit", grade: desk.editChoice?.grade ?? null, edited: draft.text });
});

desk.leaveEdit = async () => {
  await keepDraft();
  if (desk.item && draft) desk.item.draft = draft.text === startOf(desk.editChoice || { answer: "edit" }) ? "" : draft.text;
  desk.mode = "decide";
  draft = null;
  draw();
};

async function keepDraft() {
  if (!draft || draft.text === draft.sent || busy && desk.mode !== "edit") return;
  const { id, text } = draft;
  draft.sent = text;
  const reply = await desk.ask("draft", { id, edited: text });
  if (reply.ok) saved("Draft kept ✓");
  else tell(`The draft is NOT SAVED: ${reply.problem}`);
}

setInterval(keepDraft, DRAFT_EVERY);

desk.openNote = () => {
  if (!desk.item || desk.mode !== "decide") return;
  $("bar").prepend($("note") ? "" : noteBox(desk));
  $("note").focus();
};

desk.keepNote = (text) => {
  desk.note = text;
  notes.set(desk.item.id, text);
};

desk.closeNote = () => draw();

// ---------------------------------------------------------------- panels and switches

function toggleRendered() {
  look.rendered = !look.rendered;
  draw(false);
}

// Both sides stay where they are.
function toggleTogether() {
  look.together = !look.together;
  $("together")?.setAttribute("aria-pressed", String(look.together));
}

function guidelines() {
  if (!guided(state)) return;
  const guide = $("guide");
  guide.hidden = !guide.hidden;
  if (!guide.hidden) {
    const meanings = state.choices.filter((choice) => choice.meaning);
    guide.replaceChildren(
      el("h2", { tabindex: -1, id: "guide-title" }, "Guidelines"),
      state.guidelines ? el("div", { class: "text", dir: "auto" }, shown(state.guidelines)) : "",
      meanings.length ? el("dl", {}, meanings.map((choice) => [el("dt", {}, choice.label), el("dd", { dir: "auto" }, shown(choice.meaning))])) : "",
      button("Close", "h", guidelines, { class: "quiet" }),
    );
    $("guide-title").focus();
  } else {
    $("place")?.focus({ preventScroll: true });
  }
  keepingFocus(drawTop);
}

function keys() {
  openKeys(desk, letters, (on) => {
    letters = on;
    setLetters(on);
  });
}

desk.search = () => openSearch(desk);
desk.alike = () => openAlike(desk, alone, change, (text) => { saved(text); show(state.item); });
desk.tell = tell;

// ---------------------------------------------------------------- keys

const COMMANDS = {
  u: desk.undo, s: desk.later, e: desk.edit, n: desk.openNote, m: toggleRendered, w: toggleTogether, f: desk.alike,
  "/": desk.search, g: desk.search, "?": keys, h: guidelines,
};

const SCROLLS = { ArrowUp: -60, ArrowDown: 60, PageUp: -0.9, PageDown: 0.9, " ": 0.9 };

// The page, else the text that overflows most: nothing must be clicked before one can read on.
function scroll(key) {
  const room = (node) => node.scrollHeight - node.clientHeight;
  const texts = [...$("desk").querySelectorAll(".text")].sort((one, other) => room(other) - room(one));
  const node = room($("desk")) > 4 ? $("desk") : texts[0];
  const by = SCROLLS[key];
  node?.scrollBy({ top: Math.abs(by) < 1 ? by * node.clientHeight : by });
}

function command(key) {
  if (desk.mode === "choose") {
    const side = state.choices.find((choice) => choice.key === key && ["first", "second"].includes(choice.answer));
    if (side) desk.startEdit(side);
    return Boolean(side);
  }
  if (desk.mode === "edit") return false;
  if (state.readonly && "usen".includes(key)) return false;
  const asked = state.asks?.find((one) => one.key === key);
  const choice = state.choices.find((one) => one.key === key);
  const reason = !state.asks && state.reasons?.find((one) => one.key === key);
  if (asked) desk.toggleAsk(asked.name);
  else if (choice && desk.item) choice.answer === "edit" ? desk.edit() : desk.decide(choice);
  else if (COMMANDS[key]) COMMANDS[key]();
  else if (reason && (desk.rejected || busy)) desk.toggleReason(reason.name);
  else {
    if (/^[0-9]$/.test(key)) $("number")?.focus(); // the digit goes into the box
    return false;
  }
  return true;
}

function escape() {
  if (desk.mode !== "decide") desk.leaveEdit();
  else if ($("note")) desk.closeNote();
  else if (!$("guide").hidden) guidelines();
  else if (!isCurrent()) back();
  else tell(retry ? $("banner").textContent : "");
}

document.addEventListener("keydown", (event) => {
  const onButton = event.target instanceof Element && event.target.closest("button, summary, a, input");
  if (event.repeat && (event.key === "Enter" || event.key === " ") && onButton) return event.preventDefault(); // one press, one answer
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.repeat && !event.isComposing) {
    if (desk.mode === "edit") desk.saveEdit();
    else if (event.target.id === "note") desk.closeNote();
    return;
  }
  const key = keyOf(event);
  if (key === "Escape") return escape();
  if (inBox(event.target)) return;
  if (key === "ArrowLeft" || key === "ArrowRight") {
    if (desk.mode === "decide") desk.look((desk.item ? desk.item.at : state.progress.of) + (key === "ArrowLeft" ? -1 : 1));
  } else if (key in SCROLLS && !(onButton && key === " ") && !event.target.closest?.(".text, .said, #guide")) {
    scroll(key);
  } else if (!letters || key.length !== 1 || retry || !command(key)) {
    return;
  }
  event.preventDefault();
});

// The second half of a double click must not decide about the record that has just come.
document.addEventListener("click", (event) => {
  if (event.detail > 1 && event.target instanceof Element && event.target.closest("#bar .answer")) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);

window.addEventListener("beforeunload", (event) => {
  if (draft && draft.text !== draft.sent) {
    keepDraft();
    event.preventDefault();
  }
});

show(state.item);
if (state.notices?.length) tell(state.notices.join(" "), "notice");
