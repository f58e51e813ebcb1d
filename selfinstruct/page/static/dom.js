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

// Controls, marks and embeddings of direction, spaces without width, blank letters, variation selectors, tags, halves of
// surrogate pairs. Joiners and selectors stay where they shape what one sees: in Arabic, Indic scripts, and emoji.
const UNSEEN = new RegExp(
  "[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f" +
  "\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff0-\\ufffd\\p{Cs}" +
  "\\u{1bca0}-\\u{1bca3}\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}]" +
  "|(?<![\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\p{M}\\u0600-\\u08ff\\u0900-\\u109f\\u1780-\\u18af\\ufb50-\\ufdff])[\\u200c\\u200d]" +
  "|(?<![\\p{Extended_Pictographic}0-9#*])[\\ufe00-\\ufe0f]",
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

// Fenced blocks, and rows of a table in Markdown: monospaced and unwrapped, otherwise as they are.
const KEPT = /^[ \t]*(`{3,}|~{3,})[^\n]*\n[^]*?(?:^[ \t]*\1[^\n]*(?:\n|$)|(?![^]))|(?:^[ \t]*\|[^\n]*\|[ \t]*(?:\n|$)){2,}/gm;

function isCode(text) {
  const lines = text.split("\n").filter((line) => line.trim());
  const looks = lines.filter((line) => /^(?: {2,}|\t)\S|[{};]\s*$|^\s*(?:def|class|import|from|function|const|let|var|#include|return|SELECT)\b.*[(:;{]?$/.test(line));
  return lines.length > 2 && looks.length * 2 > lines.length;
}

// The text as nodes: marks for what is not seen, code as code. Its characters are those of the text, in order.
export function shown(text) {
  if (isCode(text)) return [el("span", { class: "code" }, withMarks(text))];
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(KEPT)) {
    if (found.index > from) parts.push(...withMarks(text.slice(from, found.index)));
    parts.push(el("span", { class: "code" }, withMarks(found[0])));
    from = found.index + found[0].length;
  }
  if (from < text.length) parts.push(...withMarks(text.slice(from)));
  return parts;
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
