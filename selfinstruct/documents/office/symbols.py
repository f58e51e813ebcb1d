"""Characters of the fonts Symbol and Wingdings, which Word keeps by their place in the font."""

_SYMBOL = dict(zip(
    range(0x41, 0x7B),
    "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True,
))  # fmt: skip
_SYMBOL |= {
    0xA2: "′", 0xA3: "≤", 0xA4: "⁄", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°",
    0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB5: "∝", 0xB6: "∂", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡",
    0xBB: "≈", 0xBC: "…", 0xC5: "⊕", 0xC6: "∅", 0xC7: "∩", 0xC8: "∪", 0xC9: "⊃", 0xCC: "⊂", 0xCD: "⊆", 0xCE: "∈",
    0xCF: "∉", 0xD0: "∠", 0xD1: "∇", 0xD2: "®", 0xD3: "©", 0xD4: "™", 0xD5: "∏", 0xD6: "√", 0xD7: "⋅", 0xD8: "¬",
    0xD9: "∧", 0xDA: "∨", 0xDB: "⇔", 0xDC: "⇐", 0xDE: "⇒", 0xE5: "∑", 0xF2: "∫", 0x22: "∀", 0x24: "∃", 0x40: "≅",
    0x2D: "−", 0x7E: "∼",
}  # fmt: skip
_WINGDINGS = {
    0xFC: "✓", 0xFB: "✗", 0xFE: "☑", 0xFD: "☒", 0xA8: "☐", 0x6F: "☐", 0xE0: "→", 0xDF: "←", 0xE1: "↑", 0xE2: "↓",
    0xF0: "⇨", 0xD8: "➢", 0xA7: "▪", 0x6C: "●", 0x6E: "■", 0x4A: "☺", 0x28: "☎", 0x2A: "✉",
}  # fmt: skip


def symbol(font: str, place: int) -> str:
    """The character at a place of such a font, "" for one that is only an ornament."""
    place &= 0xFF
    if font.lower().startswith("wingdings"):
        return _WINGDINGS.get(place, "")
    if font.lower() == "symbol":
        return _SYMBOL.get(place, chr(place) if 0x20 <= place < 0x40 else "")
    return ""


# The same where they stand in a text, without their font: in the private area.
IN_TEXT = {
    0xF000 + place: _SYMBOL.get(place, chr(place) if 0x20 <= place < 0x7F else "") for place in range(0x20, 0x100)
}
