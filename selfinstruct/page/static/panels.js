// What opens over the page: keys, search, records alike; and what stands there when all is done.
import { button } from "./bar.js";
import { $, el, plural, shown } from "./dom.js";

function open(title, ...content) {
  const dialog = $("panel");
  const close = () => dialog.close();
  dialog.replaceChildren(
    el("div", { class: "panel-head" }, el("h2", { id: "panel-title" }, title), button("Close", "Escape", close, { class: "quiet" })),
    ...content,
  );
  if (!dialog.open) dialog.showModal();
  dialog.onclose = () => $("place")?.focus({ preventScroll: true });
  return dialog;
}

const EVERYWHERE = [
  ["u", "take the last answer back, again and again"], ["← →", "look at earlier and further records; decides nothing"],
  ["s", "later: back to the end of the queue"], ["n", "note on this record"], ["m", "raw text, or rendered"],
  ["/ g", "search; go to a number or an id"], ["h", "guidelines"], ["?", "this list"], ["Esc", "back, close"],
];
const DECIDING = ["u", "s", "n"]; // not where one only looks

// Whether there is something that reviewers are to go by.
export const guided = (state) => Boolean(state.guidelines) || state.choices.some((choice) => choice.meaning);

export function openKeys(desk, letters, setLetters) {
  const { state } = desk;
  const rows = state.choices.map((choice) => [choice.key, choice.meaning ? `${choice.label}: ${choice.meaning}` : choice.label]).filter(([key]) => key);
  if (state.asks) rows.push(...state.asks.map(({ key, text }) => [key, `${text}: no, or yes again`]));
  else if (state.reasons?.length) rows.push([state.reasons.map((reason) => reason.key).join(" "), `right after a rejection, why: ${state.reasons.map((reason) => reason.name).join(", ")}`]);
  if (state.editable) {
    if (!state.choices.some((choice) => choice.key === "e")) rows.push(["e", "edit"]);
    rows.push(["Ctrl ↵", "from the text box: save and go on"]);
  }
  if (desk.item?.sides) rows.push(["w", "scroll both texts together, or each alone"]);
  if (Object.keys(desk.item?.alike || {}).length) rows.push(["f", "find records alike, and decide about all of them"]);
  const general = EVERYWHERE.filter(([key]) => !(state.readonly && DECIDING.includes(key)) && (key !== "h" || guided(state)));
  const box = el("input", { type: "checkbox", id: "letters", onchange: (event) => setLetters(event.target.checked) });
  box.checked = letters;
  open(
    "Keys",
    el("dl", { class: "keys" }, [...rows, ...general].map(([key, text]) => el("div", {}, el("dt", {}, key.split(" ").map((one) => el("kbd", {}, one))), el("dd", {}, text)))),
    el("p", { class: "option" }, el("label", {}, box, " Single letters and digits are keys"), el("span", { class: "quiet" }, " Off: everything is a button, in tab order.")),
  );
}

export function openSearch(desk) {
  const box = el("input", { type: "search", id: "query", autocomplete: "off", "aria-label": "Text, number or id" });
  const found = el("div", { id: "found", "aria-live": "polite" });
  const go = (at) => {
    $("panel").close();
    desk.look(at);
  };
  let asked = 0;
  const find = async () => {
    const mine = (asked += 1);
    if (!box.value.trim()) return found.replaceChildren();
    const reply = await desk.ask(`find?q=${encodeURIComponent(box.value.trim())}`);
    if (mine !== asked) return undefined;
    if (!reply.ok) return found.replaceChildren(el("p", {}, reply.problem));
    const hits = reply.hits.map((hit) => el("li", {}, el("button", { type: "button", onclick: () => go(hit.at) }, el("b", {}, String(hit.at + 1)), el("span", { dir: "auto" }, shown(hit.excerpt)))));
    return found.replaceChildren(
      reply.told ? el("p", {}, reply.told) : "",
      hits.length ? el("ol", { class: "hits" }, hits) : reply.told ? "" : el("p", {}, "Nothing found."),
      reply.more ? el("p", { class: "quiet" }, `and ${plural(reply.more, "more record")}`) : "",
    );
  };
  let timer = 0;
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(find, 150);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault(); // a browser would empty the box first
    $("panel").close();
  });
  const submit = async (event) => {
    event.preventDefault();
    clearTimeout(timer);
    await find();
    found.querySelector("button")?.click();
  };
  open("Search", el("form", { onsubmit: submit }, box, el("p", { class: "quiet" }, "Words of a record; a number or an id goes there. Enter opens the first.")), found);
  box.focus();
}

export async function openAlike(desk, alone, change, done) {
  const { item } = desk;
  if (!item || !Object.keys(item.alike).length) return;
  const list = el("div", { id: "alike" });
  let by = "rule";
  let opening = true; // then the words are shown where no rule has found any
  const load = async () => {
    const mine = by;
    const reply = await desk.ask(`alike?id=${encodeURIComponent(item.id)}&by=${mine}`);
    if (mine !== by) return;
    if (!reply.ok) return list.replaceChildren(el("p", {}, reply.problem));
    const first = opening;
    opening = false;
    if (!reply.count && first) return $("panel").querySelector("[value=novelty]").click();
    if (!reply.count) {
      list.replaceChildren(el("p", {}, reply.rule ? `No other open record has this fault (${reply.rule}).` : by === "rule" ? "No rule of the filters finds fault with this record, so none is alike by rule." : "No other record is near this one."));
      return undefined;
    }
    const all = (what) => alone(async () => {
      $("panel").close();
      if (await change("alike", { id: item.id, by, do: what, ids: reply.ids })) done(`${reply.count} ${what === "reject" ? "rejected" : "flagged"} ✓`);
    });
    list.replaceChildren(
      el("p", {}, el("b", {}, plural(reply.count, "record")), by === "rule" ? ` that the same rule finds fault with${reply.rule ? ` (${reply.rule})` : ""}.` : " nearest to this one, with the ROUGE-L of the instructions.", reply.samples.length < reply.count ? ` ${reply.samples.length} of them:` : ""),
      el("ol", { class: "samples" }, reply.samples.map((sample) => el("li", {}, sample.score ? el("b", {}, sample.score) : null, el("span", { dir: "auto" }, shown(sample.excerpt))))),
      el("div", { class: "answers" }, button(`Reject all ${reply.count}`, "", () => all("reject"), { class: "answer", "data-answer": "reject" }), button(`Flag all ${reply.count} for later`, "", () => all("flag"), { class: "answer" })),
      el("p", { class: "quiet" }, "One step: u takes all of it back."),
    );
  };
  const pick = (name, label) => {
    const box = el("input", { type: "radio", name: "by", value: name, onchange: () => { by = name; load(); } });
    box.checked = by === name;
    return el("label", {}, box, ` ${label}`);
  };
  open("Records alike", el("div", { class: "option" }, pick("rule", "Same rule of the filters"), pick("novelty", "Nearest in words")), list);
  await load();
}

function figures(rows) {
  return el("dl", { class: "figures" }, rows.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, String(value)))));
}

export function summary(state, desk) {
  const found = state.summary || {};
  const { progress } = state;
  const named = new Map(state.choices.map((choice) => [choice.answer, choice.label]));
  const answers = Object.entries(found.answers || {}).map(([answer, count]) => [named.get(answer) || answer, count]);
  return [
    el("h1", { id: "place", tabindex: -1 }, progress.of ? "Done: every record has your answer" : "Nothing to review"),
    el("section", { class: "summary" },
      (found.sentences || []).map((line) => el("p", {}, `${/^[a-z]+[ ,]/.test(line) ? line[0].toUpperCase() + line.slice(1) : line}.`)),
      answers.length ? figures(answers) : null,
      !state.asks && found.reasons && Object.keys(found.reasons).length ? [el("h2", {}, "Why rejected"), figures(Object.entries(found.reasons))] : null,
      found.commands?.length ? [el("h2", {}, "To go on"), el("ul", { class: "commands" }, found.commands.map((command) => el("li", {}, el("code", {}, command))))] : null,
      found.applies ? el("div", { class: "answers" }, button("Apply the answers now", "", () => apply(desk), { class: "answer" })) : null,
      found.applies ? el("p", { class: "quiet" }, "They are also applied when the server is stopped with Ctrl-C.") : null,
      el("div", { id: "applied", role: "status" }),
    ),
  ];
}

async function apply(desk) {
  const reply = await desk.ask("apply", {});
  if (!reply.ok) return desk.tell(reply.problem);
  return $("applied").replaceChildren(figures(Object.entries(reply).filter(([name, value]) => !["ok", "status"].includes(name) && typeof value !== "object")));
}
