"""Whether answers can be held to a form: by a JSON Schema, by a grammar."""

from typing import Any

from selfinstruct.flows.doctor.asking import Asker
from selfinstruct.flows.doctor.findings import Finding, Quirk, unknown
from selfinstruct.forms.description import Choice, Form, lines
from selfinstruct.forms.grammar import grammar, keeps_to
from selfinstruct.forms.layout import in_lines
from selfinstruct.forms.schema import schema
from selfinstruct.models.holding import KNOWN

# Nothing that a question about the sea would be answered with: an answer of this form was held to it.
FORM: Form = lines(("Verdict", Choice(("granted", "refused"))))
_QUESTION = "Write one sentence about the sea."
_GRAMMARS = ("grammar", "structured_outputs", "ebnf")


async def schemas(asker: Asker) -> Finding:
    """By `response_format`."""
    told = {"name": "answer", "strict": True, "schema": schema(FORM)}
    field: dict[str, Any] = {"response_format": {"type": "json_schema", "json_schema": told}}
    said = await asker.chat(_QUESTION, 32, temperature=0.0, **field)
    if said.told is not None:
        quirk = Quirk("response_format is refused", "answers are asked for freely and read as they come")
        return Finding("schema", f"refused ({said.why[:90]})", "refused", (quirk,))
    if said.nothing:
        return unknown("schema", said.nothing)
    if (held := in_lines(FORM, said.text)) is not None and keeps_to(FORM, held):
        return Finding("schema", "held (response_format, chat)", "held")
    quirk = Quirk("response_format is ignored without a word", "after three such answers they are asked for freely")
    return Finding("schema", "ignored without a word", "ignored", (quirk,))


async def grammars(asker: Asker, kind: str) -> Finding:
    """By the field that the server is known to take, or by any, where nobody knows the server."""
    known = [way for way in KNOWN.get(kind, {}).get("chat", ()) if way in _GRAMMARS]
    if kind in ("llamacpppython", "localai", "litellm"):  # which passes it on
        known = ["grammar"]
    if not known and kind:
        return Finding("grammar", "not offered by this server", "")
    refusals, why = 0, ""
    ways = known or list(_GRAMMARS)
    for way in ways:
        said = await asker.chat(_QUESTION, 16, temperature=0.0, **_field(way))
        refusals += said.told is not None
        why = said.nothing
        if said.good and keeps_to(FORM, said.text):
            return Finding("grammar", f"held ({way})", way)
    if refusals:
        return Finding("grammar", f"refused ({why[:90]})" if len(ways) == 1 else "refused", "")
    return unknown("grammar", why) if why else Finding("grammar", "ignored", "")


def _field(way: str) -> dict[str, Any]:
    text = grammar(FORM)
    return {way: {"grammar": text} if way == "structured_outputs" else text}
