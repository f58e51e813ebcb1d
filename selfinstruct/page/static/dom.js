// Elements and texts. Nothing here reads markup: whatever a model wrote becomes a text node.

export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node && typeof value !== "string") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export const $ = (id) => document.getElementById(id);

export function plural(count, noun) {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

const NAMES = {
  0x00: "NULL", 0x08: "BACKSPACE", 0x0b: "LINE TABULATION", 0x0c: "FORM FEED", 0x0d: "CARRIAGE RETURN", 0x1b: "ESCAPE",
  0x7f: "DELETE", 0xad: "SOFT HYPHEN", 0x34f: "COMBINING GRAPHEME JOINER", 0x61c: "ARABIC LETTER MARK",
  0x180e: "MONGOLIAN VOWEL SEPARATOR", 0x200b: "ZERO WIDTH SPACE", 0x200c: "ZERO WIDTH NON-JOINER",
  0x200d: "ZERO WIDTH JOINER", 0x200e: "LEFT-TO-RIGHT MARK", 0x200f: "RIGHT-TO-LEFT MARK", 0x2028: "LINE SEPARATOR",
  0x2029: "PARAGRAPH SEPARATOR", 0x202a: "LEFT-TO-RIGHT EMBEDDING", 0x202b: "RIGHT-TO-LEFT EMBEDDING",
  0x202c: "POP DIRECTIONAL FORMATTING", 0x202d: "LEFT-TO-RIGHT OVERRIDE", 0x202e: "RIGHT-TO-LEFT OVERRIDE",
  0x2060: "WORD JOINER", 0x2066: "LEFT-TO-RIGHT ISOLATE", 0x2067: "RIGHT-TO-LEFT ISOLATE",
  0x2068: "FIRST STRONG ISOLATE", 0x2069: "POP DIRECTIONAL ISOLATE", 0xfeff: "ZERO WIDTH NO-BREAK SPACE",
  0xfffd: "REPLACEMENT CHARACTER",
};

// The characters that visible.py marks: joiners stay where they shape what one sees, in Arabic, Indic scripts and emoji.
const SHAPED = "\\u0600-\\u08ff\\u0900-\\u109f\\u1780-\\u18af\\u1900-\\u1cff\\ua800-\\uaaff\\uabc0-\\uabff\\ufb50-\\ufdff" +
  "\\ufe0f\\ufe70-\\ufefe\\u{10a00}-\\u{11fff}\\u2190-\\u2bff\\u{1f000}-\\u{1faff}";
const UNSEEN = new RegExp(
  "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b\\u200e\\u200f" +
  "\\u2028-\\u202e\\u2060-\\u206f\\u2800\\u3164\\ufe00-\\ufe0e\\ufeff\\uffa0\\ufff0-\\ufffb\\ufffe\\uffff\\ud800-\\udfff" +
  "\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}\\u{10fffe}\\u{10ffff}]" + `|(?<![${SHAPED}])[\\u200c\\u200d]`,
  "gu",
);

function mark(character) {
  const code = character.codePointAt(0);
  const hex = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  return el("span", { class: "mark", title: NAMES[code] || "an invisible character" }, hex);
}

function withMarks(text) {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(UNSEEN)) {
    if (found.index > from) parts.push(text.slice(from, found.index));
    parts.push(mark(found[0]));
    from = found.index + found[0].length;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}

// Indented, the end of a statement or block, a heading of Python or JavaScript, an assignment, a call.
const CODE_LINE = /^(?: {2,}|\t)\S|[{};]$|^(?:def|class|for|while|if|elif|else|try|with)\b.*:$|^(?:import|from|function|const|let|var|return|SELECT)\b|^#include|^[\w.[\]]+ [-+*/]?= \S|^[\w.]+\(.*\)$/;

function isCode(lines) {
  const said = lines.filter((line) => line.trim());
  return said.length > 1 && said.filter((line) => CODE_LINE.test(line.trimEnd())).length * 2 > said.length;
}

// The line after the block that begins at a line: a fenced one, or rows of a table in Markdown; the same line where none does.
function blockEnd(lines, at) {
  const fence = /^[ \t]*(`{3,}|~{3,})/.exec(lines[at])?.[1];
  if (fence) {
    const end = lines.findIndex((line, place) => place > at && line.trimStart().startsWith(fence));
    return end < 0 ? lines.length : end + 1;
  }
  const row = (line) => line.length > 1 && line.startsWith("|") && line.endsWith("|");
  let end = at;
  while (end < lines.length && row(lines[end].trim())) end += 1;
  return end > at + 1 ? end : at;
}

// The text as nodes: marks for what is not seen; code and tables monospaced and unwrapped. All its characters are there, in order.
export function shown(text) {
  const lines = text.split(/(?<=\n)/);
  if (isCode(lines)) return [el("span", { class: "code" }, withMarks(text))];
  const parts = [];
  let plain = "";
  for (let at = 0; at < lines.length;) {
    const end = blockEnd(lines, at);
    if (end === at) {
      plain += lines[at];
      at += 1;
    } else {
      parts.push(...withMarks(plain), el("span", { class: "code" }, withMarks(lines.slice(at, end).join(""))));
      plain = "";
      at = end;
    }
  }
  return [...parts, ...withMarks(plain)];
}

// The same with the words of `marks` ([from, to] each, ascending) picked out.
export function picked(text, marks) {
  const parts = [];
  let from = 0;
  for (const [start, end] of marks) {
    parts.push(...withMarks(text.slice(from, start)), el("mark", {}, withMarks(text.slice(start, end))));
    from = end;
  }
  parts.push(...withMarks(text.slice(from)));
  return parts;
}
