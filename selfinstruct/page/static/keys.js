// From a key to what it means, on any layout.

const BY_PLACE = { Slash: "/" };

// The key as the page names it ("a", "1", "/", "ArrowLeft"), or "" for one that means nothing here: a repeat, one with
// Ctrl, Alt or Meta, one that an input method is composing with. Letters and digits count by what they are, and where
// the layout has none there (Cyrillic letters, the digits of a French keyboard) by where they are.
export function keyOf(event) {
  if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.keyCode === 229) return "";
  if (event.getModifierState && event.getModifierState("AltGraph")) return "";
  const key = event.key;
  if (["Dead", "Process", "Unidentified"].includes(key)) return "";
  if (key.length > 1) return key;
  if (/^[a-z0-9/?]$/i.test(key)) return key.toLowerCase();
  if (event.shiftKey) return "";
  const place = /^(?:Key([A-Z])|Digit([0-9]))$/.exec(event.code);
  return place ? (place[1] || place[2]).toLowerCase() : BY_PLACE[event.code] || "";
}

export function inBox(node) {
  return node instanceof Element && node.closest("textarea, select, input:not([type=checkbox]):not([type=radio])") !== null;
}

const PREFERENCE = "selfinstruct.letters";

export function lettersOn() {
  try {
    return localStorage.getItem(PREFERENCE) !== "off";
  } catch {
    return true;
  }
}

export function setLetters(on) {
  try {
    localStorage.setItem(PREFERENCE, on ? "on" : "off");
  } catch {
    // A browser that keeps nothing: the switch holds until the page is left.
  }
}
