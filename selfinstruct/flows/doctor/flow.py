"""What an endpoint is and can, by about twelve small requests, and what to do with it."""

from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import replace

from selfinstruct.engine.drive import run_sync
from selfinstruct.flows.doctor import options, reaching
from selfinstruct.flows.doctor.advice import advise
from selfinstruct.flows.doctor.asking import Asker, Said
from selfinstruct.flows.doctor.findings import Finding, Report, unknown
from selfinstruct.flows.doctor.probes import answers, forms, parameters, speed, window
from selfinstruct.models.holding import server_of
from selfinstruct.models.servers.recognition import Server, loaded, recognised

TIMEOUT = 120.0
_SLOW = 6.0  # seconds of an answer, with which all of it takes longer than a minute


def doctor(
    base_url: str | None = None,
    *,
    model: str | None = None,
    timeout: float = TIMEOUT,
    told: Callable[[str], None] = lambda line: None,
) -> Report:
    """What is known of an endpoint: its server, its models, what it keeps to, its speed, and the command to use it.

    `model` is a name as the service has it or `provider/model`; without one the first of GET /models is asked.
    `timeout` bounds each request, in seconds. `told` is called with lines that say what is about to be asked. Raises
    UsageError where nothing is named to be asked, and a ModelError where no model answers.
    """
    return run_sync(adoctor(base_url, model=model, timeout=timeout, told=told))


async def adoctor(
    base_url: str | None = None,
    *,
    model: str | None = None,
    timeout: float = TIMEOUT,
    told: Callable[[str], None] = lambda line: None,
) -> Report:
    """`doctor` for asynchronous code."""
    asked = options.asked(base_url, model)
    async with aclosing(asked.endpoint) as endpoint:
        found = await reaching.listing(asked)
        chosen = await reaching.choose(asked, found)
        server = await recognised(endpoint, chosen.model, found.rows)
        told(_announced(endpoint.address, chosen, server))
        asker = Asker(endpoint, chosen.model, timeout, waited=found.waited)
        first, chats = await reaching.first_answer(asked, asker, server, found)
        if first.seconds > _SLOW:
            told(f"The first answer took {first.seconds:,.0f} s: all of them may take some minutes")
        server = await loaded(endpoint, _learned(server, first), chosen.model)
        findings = [_named(server, first), _models(found), *await _probed(asker, server, first, chats)]
    values = {item.topic: item.value for item in findings}
    advice = advise(asked, chosen.name, server, values | {"chat": chats})
    return Report(
        endpoint.address, chosen.name, found.names, chosen.why, server, tuple(findings), advice, asker.requests
    )  # fmt: skip


async def _probed(asker: Asker, server: Server, first: Said, chats: bool) -> Sequence[Finding]:
    """All probes, one after the other: a server that answers one at a time is not to be asked more."""
    apart = [answers.form_of_answers(first, asker), answers.usage(first), answers.limits_of_pace(first, asker)]
    if not chats:
        told = server.window
        size = Finding("window", f"{told:,} tokens, as the server says", told) if told else unknown("window", "no chat")
        continued = await parameters.completions(asker)
        return [*apart, size, continued, speed.slots(server), speed.speed(asker.heard, None, first), _no_chat()]
    found = [
        await answers.name_of_the_model(asker, first),
        await parameters.system_role(asker),
        await parameters.seeds(asker),
        await parameters.several(asker),
        await parameters.stop_sequences(asker),
        await parameters.log_probabilities(asker),
        await forms.schemas(asker),
        await forms.grammars(asker, server.kind),
        await parameters.completions(asker),
    ]
    size, long = await window.window(asker, server)
    short = await asker.chat("Say hello.", 1)
    # Only now is it known what was refused, and waited for.
    apart[0] = answers.form_of_answers(first, asker)
    found.insert(1, answers.reasoning(first, short))
    return [*apart, *found, size, speed.slots(server), speed.speed(asker.heard, long, short)]


def _announced(address: str, chosen: reaching.Chosen, server: Server) -> str:
    longest = window.length_of_prompt(server)
    more = f", one of them with a prompt of about {longest:,} tokens" if longest else ""
    return f"Asking {chosen.model} ({chosen.why}) at {address}: some fifteen small requests{more}"


def _learned(server: Server, first: Said) -> Server:
    """The server, by its answer where nothing else has told it."""
    headers = first.headers or {}
    if server.kind == "litellm":  # its version stands in the headers of answers only
        return replace(server, version=server.version or headers.get("x-litellm-version", ""))
    return server if server.kind else replace(server, kind=server_of(first.answer or {}, headers))


def _named(server: Server, first: Said) -> Finding:
    if server.kind:
        return Finding("server", f"{server.name} {server.version}".strip(), server.kind)
    header = next((text for name, text in (first.headers or {}).items() if name == "server"), "")
    told = f" (its header Server: {header[:60]})" if header else ""
    return unknown("server", f"it answers as none that is known{told}")


def _models(found: reaching.Listing) -> Finding:
    if not found.names:
        return unknown("models", found.why or "it names none")
    shown = ", ".join(found.names[:5])
    return Finding("models", f"{len(found.names)}: {shown}{' …' if len(found.names) > 5 else ''}", list(found.names))


def _no_chat() -> Finding:
    return Finding("chat", "not answered: a base model, or a server without a chat template", False)
