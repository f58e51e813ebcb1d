"""Renders a recipe's templates. Recipes may come from strangers: templates run in a sandbox."""

import logging
from collections.abc import Iterable, Mapping, MutableMapping
from functools import cache, lru_cache
from types import CodeType
from typing import Any, ClassVar

from jinja2 import BytecodeCache, DictLoader, Environment, StrictUndefined, TemplateError, TemplateSyntaxError, meta
from jinja2.bccache import Bucket
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from selfinstruct.errors import RecipeError
from selfinstruct.recipes.base import AnyRecipe
from selfinstruct.recipes.generate import STAGES
from selfinstruct.records import Message

LOG = logging.getLogger("selfinstruct")


class TemplateFault(RecipeError):
    """What is wrong with one `template` of a recipe; `told` begins with its name."""

    def __init__(self, recipe: str, template: str, told: str) -> None:
        super().__init__(f"recipe {recipe}: {told}")
        self._made_of = (recipe, template, told)
        self.template = template
        self.told = told

    def __reduce__(self) -> tuple[Any, ...]:
        return (TemplateFault, self._made_of)


COMMON = frozenset({"topic", "language", "guidance"})
VARIABLES = {
    "bootstrap": COMMON
    | {
        "demonstrations",
        "count",
        "classification",
        "attributes",
        "own_field",
        "verbalized",
        "overused",
    },
    **dict.fromkeys(STAGES[1:], COMMON | {"instruction", "type", "is_classification", "labels", "attributes", "count"}),
}
LARGEST = 1_000_000  # characters of one rendered prompt
# Each of these can blow a few characters up to gigabytes before the bound on the output could see it.
_WITHHELD = ("center", "format", "indent", "replace", "wordwrap", "xmlattr", "urlize", "pprint")
_CHANCE = ("random",)  # a prompt is a function of its variables
_TEMPLATES = 1000  # what has been read of so many is kept
_STRING_METHODS = frozenset(
    [
        "upper",
        "lower",
        "strip",
        "lstrip",
        "rstrip",
        "title",
        "capitalize",
        "startswith",
        "endswith",
        "split",
        "removeprefix",
        "removesuffix",
        "isascii",
    ]
)


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's own seam for saying what a template may do is this class."""

    intercepted_binops = frozenset({"*", "**", "%"})
    _safe: ClassVar[dict[tuple[type, str], bool]] = {}

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if not all(isinstance(side, int | float) and abs(side) < 10_000 for side in (left, right)):
            raise SecurityError(f"{operator} works on numbers below 10,000 only")
        return super().call_binop(context, operator, left, right)

    def make_globals(self, given: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """One dictionary in place of a chain of them, which each prompt would copy slowly."""
        return {**self.globals, **(given or {})}

    def wrap_str_format(self, value: Any) -> None:
        """No text's `format`: jinja would let it through, and a width in it makes gigabytes of a few characters."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if isinstance(obj, str):
            return attr in _STRING_METHODS
        # The answer depends on the kind of object alone, and is asked for several times a prompt.
        known = self._safe.get((type(obj), attr))
        if known is None:
            known = super().is_safe_attribute(obj, attr, value)
            if len(self._safe) < 1000:
                self._safe[type(obj), attr] = known
        return known


class _Compiled(BytecodeCache):
    """The code of templates: a session has those of its recipe twice, to check them and to render them."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], CodeType] = {}

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return name

    def get_source_checksum(self, source: str) -> str:
        return source  # in memory the text itself will do

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None and len(self._known) < _TEMPLATES:
            self._known[bucket.key, bucket.checksum] = bucket.code


@cache
def _environment() -> Environment:
    """What all recipes' templates have in common."""
    environment = _Sandbox(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
        bytecode_cache=_Compiled(),
    )
    for name in (*_WITHHELD, *_CHANCE):
        environment.filters.pop(name, None)
    environment.filters["fold"] = folded_line
    environment.filters["quote"] = quote
    return environment


@lru_cache(maxsize=_TEMPLATES)
def _mentioned(source: str, name: str) -> tuple[frozenset[str], tuple[str | None, ...]]:
    """The variables that a template uses and the templates that it names, None for a name that is computed."""
    tree = _environment().parse(source, name)
    return frozenset(meta.find_undeclared_variables(tree)), tuple(meta.find_referenced_templates(tree))


def _stage_of(template: str) -> str:
    return template.removesuffix(".jinja").removesuffix(".system")


class Templates:
    """The templates of a recipe, checked: every stage's variables are documented ones."""

    def __init__(self, recipe: AnyRecipe, variables: Mapping[str, frozenset[str]] = VARIABLES) -> None:
        """`variables` names those that the templates of each stage may use."""
        self._loader = DictLoader(recipe.templates)
        self._environment = _environment().overlay(loader=self._loader)
        self._recipe = recipe.name
        self._made_of = (recipe, variables)
        self._said: dict[str, tuple[list[Any], tuple[Message, ...]]] = {}
        self._names = set(recipe.templates)
        self._used: dict[str, list[str]] = {}
        for stage, known in variables.items():
            if recipe.stage(stage) is not None:
                for name in (f"{stage}.system.jinja", f"{stage}.jinja"):
                    if name in self._names:
                        self._used[name] = sorted(self._check(name, known, set()))

    def silent(self, variable: str) -> list[str]:
        """The stages whose templates say nothing of a variable, of those that may use it."""
        of_stage: dict[str, set[str]] = {}
        for name, used in self._used.items():
            of_stage.setdefault(_stage_of(name), set()).update(used)
        known = self._made_of[1]
        return [stage for stage, used in of_stage.items() if variable in known[stage] and variable not in used]

    def check_used(self, given: Mapping[str, object], first: str) -> None:
        """Raise RecipeError for a variable that has a value and that no template uses.

        Where the `first` stage alone does not use it there is a warning.
        """
        for variable in (name for name, value in given.items() if value):
            able = [stage for stage in dict.fromkeys(map(_stage_of, self._used)) if variable in self._made_of[1][stage]]
            silent = self.silent(variable)
            if silent == able:
                raise RecipeError(
                    f"--{variable}: no template of the recipe {self._recipe} uses it; "
                    f"write {{{{ {variable} }}}} where it is to stand, for example in {first}.jinja"
                )
            if first in silent:
                LOG.warning(
                    "--%s: the template %s.jinja of the recipe %s does not use it", variable, first, self._recipe
                )

    def __reduce__(self) -> tuple[Any, ...]:
        """Templates are compiled again where they are sent."""
        return (Templates, self._made_of)

    def messages(self, stage: str, variables: Mapping[str, Any]) -> tuple[Message, ...]:
        """The turns of a stage's prompt: a system turn if the recipe has one, then the user's."""
        told = self._render(f"{stage}.jinja", variables)
        if not told:
            raise self._fault(f"{stage}.jinja", ": renders to nothing, and a model cannot be asked that")
        return (*self.system(stage, variables), Message("user", told))

    def system(self, stage: str, variables: Mapping[str, Any]) -> tuple[Message, ...]:
        """The stage's system turn, nothing if the recipe has none."""
        name = f"{stage}.system.jinja"
        if name not in self._names:
            return ()
        # It seldom says anything of the task at hand: what it said last holds while its variables are the same.
        given = [variables.get(key) for key in self._used[name]]
        if name in self._said and self._said[name][0] == given:
            return self._said[name][1]
        said = (Message("system", self._render(name, variables)),)
        if all(value is None or isinstance(value, str | int) for value in given):
            self._said[name] = (given, said)
        return said

    def _check(self, name: str, known: frozenset[str], seen: set[str]) -> set[str]:
        """Raise RecipeError for what cannot be used; the variables of the template and of those it includes."""
        if name in seen:
            return set()
        seen.add(name)
        try:
            source, _, _ = self._loader.get_source(self._environment, name)
            variables, included = _mentioned(source, name)
            self._environment.get_template(name)
        except TemplateSyntaxError as error:
            raise self._fault(name, f":{error.lineno}: {error.message}") from None
        except TemplateError as error:
            raise self._fault(name, f": {error}") from None
        if unknown := sorted(variables - known):
            may = f"a template of this stage may use {', '.join(sorted(known))}"
            raise self._fault(name, f": undefined variable {unknown[0]!r}; {may}")
        used = set(variables)
        for other in included:
            if other is None:
                raise self._fault(name, ": includes and extends must name a template of the recipe")
            if other not in self._names:
                raise self._fault(name, f": names {other}, and the recipe has no such template")
            used |= self._check(other, known, seen)
        return used

    def _fault(self, name: str, told: str) -> TemplateFault:
        return TemplateFault(self._recipe, name, f"{name}{told}")

    def _render(self, name: str, variables: Mapping[str, Any]) -> str:
        parts: list[str] = []
        size = 0
        try:
            for part in self._environment.get_template(name).generate(variables):
                parts.append(part)
                size += len(part)
                if size > LARGEST:
                    raise self._fault(name, f": renders to more than {LARGEST:,} characters")
        except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
            raise self._fault(name, f": {error}") from None
        return "".join(parts).strip()


def fixed_text(templates: Iterable[str]) -> list[str]:
    """What stands in templates whatever is asked, in pieces: between two of these a variable or a condition stands."""
    environment = _environment()
    pieces = [text for source in templates for _, kind, text in environment.lex(source) if kind == "data"]
    return list(dict.fromkeys(text.strip() for text in pieces if text.strip()))


def folded_line(text: object) -> str:
    """One line as the published prompts show an instruction: white space folded, a trailing colon removed."""
    return " ".join(str(text).split()).rstrip(":")


def quote(text: object) -> str:
    """Each line behind "> ": nothing in the text can then end the quotation or pass for a line of the prompt."""
    return "\n".join(f"> {line}".rstrip() for line in str(text).splitlines() or [""])
