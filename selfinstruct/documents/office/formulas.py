"""Formulas of Word and PowerPoint (OMML) as TeX, roughly: their structure, not their looks."""

from typing import Any

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DEPTH = 60


def omml(element: Any) -> str:
    """A formula between dollar signs, "" for an empty one."""
    tex = " ".join(_tex(element, 0).split())
    return f"${tex}$" if tex else ""


def _tex(element: Any, depth: int) -> str:
    if depth > _DEPTH:
        return "".join(element.itertext())
    if not isinstance(element.tag, str):
        return ""
    name = element.tag.rsplit("}", 1)[-1]
    if name == "t":
        return element.text or ""
    if name.endswith("Pr"):
        return ""

    def part(child: str) -> str:
        found = element.find(f"{_M}{child}")
        return _tex(found, depth + 1) if found is not None else ""

    match name:
        case "f":
            return f"\\frac{{{part('num')}}}{{{part('den')}}}"
        case "sSup":
            return f"{part('e')}^{{{part('sup')}}}"
        case "sSub":
            return f"{part('e')}_{{{part('sub')}}}"
        case "sSubSup":
            return f"{part('e')}_{{{part('sub')}}}^{{{part('sup')}}}"
        case "rad":
            return f"\\sqrt[{degree}]{{{part('e')}}}" if (degree := part("deg")) else f"\\sqrt{{{part('e')}}}"
        case "nary":
            limits = "".join(f"{mark}{{{text}}}" for mark, text in (("_", part("sub")), ("^", part("sup"))) if text)
            return f"{_char(element, 'naryPr', '∫')}{limits} {part('e')}"
        case "d":
            inner = ", ".join(_tex(child, depth + 1) for child in element.findall(f"{_M}e"))
            return f"{_char(element, 'dPr', '(', 'begChr')}{inner}{_char(element, 'dPr', ')', 'endChr')}"
        case "mr":
            return " & ".join(_tex(child, depth + 1) for child in element.findall(f"{_M}e"))
        case "m" | "eqArr":
            return " \\\\ ".join(row for child in element if (row := _tex(child, depth + 1)))
    return "".join(_tex(child, depth + 1) for child in element)


def _char(element: Any, properties: str, otherwise: str, name: str = "chr") -> str:
    found = element.find(f"{_M}{properties}/{_M}{name}")
    return str(found.get(f"{_M}val", "")) if found is not None else otherwise
