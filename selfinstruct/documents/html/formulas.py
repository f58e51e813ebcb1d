"""Formulas of a page as TeX between dollar signs: as the page has it for those who copy, else out of MathML."""

import re
from typing import Any

from selfinstruct.documents.html.tree import drop, replace
from selfinstruct.documents.safe_xml import lxml_etree

_WRAPPERS = ("katex", "mwe-math-element", "mathjax", "mjx-container", "mjx-assistive-mml")
_DISPLAYSTYLE = re.compile(r"^\{\\(?:displaystyle|textstyle)\s+(.*)\}$", re.DOTALL)
# The most elements of a formula, and how deep they may nest; what is beyond stays plain text.
_DEPTH = 60

# How an element of MathML is written with the texts of its children.
_FORMS = {
    "mfrac": "\\frac{%s}{%s}", "msup": "%s^{%s}", "msub": "%s_{%s}", "msubsup": "%s_{%s}^{%s}",
    "mroot": "\\sqrt[%s]{%s}", "munder": "%s_{%s}", "mover": "%s^{%s}", "munderover": "%s_{%s}^{%s}",
}  # fmt: skip


def settle_formulas(root: Any) -> None:
    """Put TeX in the place of every formula, before anything that is hidden goes."""
    for script in list(root.iter("script")):
        kind = script.get("type", "").lower()
        if kind.startswith("math/tex") and script.text:
            shown = script.getprevious()
            while shown is not None and "mathjax" in shown.get("class", "").lower():
                shown, gone = shown.getprevious(), shown
                drop(gone)
            replace(script, _dollars(script.text, "display" in kind))
    for math in list(root.iter("math")):
        whole, place = math, math
        for parent in math.iterancestors():
            named = f"{parent.get('class', '')} {parent.tag}".lower()
            if any(word in named for word in _WRAPPERS):
                whole = parent
        if place.getroottree().getroot() is not root.getroottree().getroot():
            continue  # went with the formula around it
        tex = next(
            (note.text for note in math.iter("annotation") if "tex" in note.get("encoding", "") and note.text), ""
        )
        display = math.get("display") == "block" or "display" in whole.get("class", "")
        tex = tex or math.get("alttext", "") or mathml(math)
        replace(whole, _dollars(tex, display) if tex.strip() else "")
    for image in list(root.iter("img")):
        if "tex" in image.get("class", "").split() or "mwe-math" in image.get("class", ""):
            replace(image, _dollars(image.get("alt", ""), False))


def _dollars(tex: str, display: bool) -> str:
    tex = " ".join(tex.split())
    found = _DISPLAYSTYLE.match(tex)
    tex = (found[1] if found else tex).strip().strip("$").strip()
    return f" $${tex}$$ " if display else f"${tex}$"


def mathml(element: Any, depth: int = 0) -> str:
    """A formula in MathML as TeX, roughly: its structure, not its looks."""
    if depth > _DEPTH:
        return "".join(element.itertext())
    tag = lxml_etree().QName(element).localname.lower() if isinstance(element.tag, str) else ""
    if tag.startswith("annotation"):
        return ""
    parts = [mathml(child, depth + 1) for child in element]
    form = _FORMS.get(tag, "")
    if form and form.count("%s") == len(parts):
        return form % (tuple(reversed(parts)) if tag == "mroot" else tuple(parts))
    if tag == "msqrt":
        return "\\sqrt{" + "".join(parts) + "}"
    if tag == "mtr":
        return " & ".join(parts)
    if tag == "mtable":
        return " \\\\ ".join(parts)
    return " ".join((element.text or "").split()) + "".join(parts)
