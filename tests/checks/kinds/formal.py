"""Texts that programs read: whole ones, and ones with a fault."""

from typing import Any

SCHEMA = {
    "type": "object",
    "required": ["name", "tags"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "minLength": 2, "pattern": "^[A-Z]"},
        "age": {"type": "integer", "minimum": 0, "maximum": 150},
        "tags": {"type": "array", "items": {"$ref": "#/$defs/tag"}, "uniqueItems": True, "maxItems": 3},
    },
    "$defs": {"tag": {"enum": ["a", "b", 1, None]}},
}
MIXED = {
    "oneOf": [
        {"type": "integer", "multipleOf": 3},
        {"type": "array", "prefixItems": [{"const": 1}], "items": False},
    ],
    "not": {"const": 9},
}

TABLE: list[tuple[str, dict[str, Any], list[str], list[str]]] = [
    (
        "json",
        {},
        ['{"a": [1, 2.5e3, null]}', "```json\n[true]\n```", '"text"'],
        ["{'a': 1}", '{"a": 1,}', "NaN", "", '{"a": 1, "a": 2}', "01"],
    ),
    ("json", {"kind": "array"}, ["[1]"], ['{"a": 1}']),
    ("json_keys", {"keys": ["name", "age"]}, ['{"name": 1, "age": 2, "x": 3}'], ['{"name": 1}', "[1]"]),
    ("json_keys", {"keys": ["name"], "only": True}, ['{"name": {"x": 1}}'], ['{"name": 1, "x": 2}']),
    (
        "json_schema",
        {"schema": SCHEMA},
        ['{"name": "Ann", "tags": ["a", null], "age": 3.0}'],
        [
            '{"name": "ann", "tags": []}',
            '{"name": "Ann", "tags": ["a", "a"]}',
            '{"name": "Ann", "tags": ["c"]}',
            '{"name": "Ann"}',
            '{"name": "Ann", "tags": [], "x": 1}',
            '{"name": "Ann", "tags": [], "age": true}',
            "[]",
        ],
    ),
    ("json_schema", {"schema": MIXED}, ["6", "[1]"], ["7", "9", "[2]", "[1, 1]", '"x"']),
    ("yaml", {}, ["a: 1\nb: [x, y]", "- a\n- b"], ["a: [", "just text", "a: &x 1\nb: *x"]),
    ("yaml", {"keys": ["title"]}, ["title: x\nrest: y"], ["rest: y", "- title"]),
    (
        "csv",
        {"columns": ["name", "age"]},
        ['name,age\nAnn,3\n"Ben, B.",4'],
        ["name,age\nAnn", "age,name\n1,2", "name,age"],
    ),
    ("csv", {"delimiter": ";", "exactly": 1}, ["a;b\n1;2"], ["a;b\n1;2\n3;4", "a;b\n1,2", 'a;b\n"1;2']),
    (
        "markdown_table",
        {"columns": ["A", "B"], "exactly": 2},
        ["| A | B |\n|---|:-:|\n| 1 | 2 |\n| 3 | x \\| y |"],
        ["| A | B |\n|---|---|\n| 1 | 2 |", "A | B\n1 | 2", "| A | C |\n|-|-|\n|1|2|\n|1|2|"],
    ),
    ("markdown_table", {}, ["text\n\nA | B\n--|--\n1 | 2"], ["| A |\n|--|\n| 1 | 2 |", "none"]),
    ("xml", {}, ["<a><b x='1'/>text</a>"], ["<a><b></a>", "text", "<!DOCTYPE a><a/>", "<a/><b/>"]),
    ("xml", {"root": "note"}, ["<note/>"], ["<other/>"]),
    ("sections", {"separator": "***", "exactly": 2}, ["a\n***\nb"], ["a", "a\n***\n***\nb", "a *** b"]),
    ("separated", {"mark": "******"}, ["one\n******\ntwo"], ["one", "one ******"]),
    ("title", {}, ["<<A title>>\ntext"], ["<A title>", "<< >>"]),
    ("postscript", {}, ["Bye.\nP.S. Write!", "x\n\nPS: y"], ["P.S. Write!\nBye.", "PSYCHO ends"]),
    ("plain_text", {}, ["Plain, with 3 * 4 = 12."], ["# Title", "a **b**", "- item", "`x`", "| a | b |"]),
    ("plain_text", {"code": True}, ["use `x`"], ["use **x**"]),
]
