"""Answers that are known: right ones in several forms, and wrong ones."""

from typing import Any

TABLES = "create table t (name text, age int); insert into t values ('Ann', 30), ('Ben', 25);"

TABLE: list[tuple[str, dict[str, Any], list[str], list[str]]] = [
    ("numbers_in_range", {"least": 1, "most": 10}, ["3 and 10.0"], ["3 and 11", "none", "-3"]),
    ("units", {"unit": "km"}, ["5 km and 7km"], ["5 km and 7 m", "5 kms", "none"]),
    ("date", {}, ["2026-11-30", "2024-02-29"], ["2026-02-29", "30.11.2026", "on 2026-11-30"]),
    ("date", {"form": "d month yyyy", "within": True}, ["It was 3 May 2020."], ["It was May 3, 2020."]),
    (
        "date",
        {"form": "dd.mm.yyyy", "earliest": "2020-01-01", "latest": "2020-12-31"},
        ["1.2.2020"],
        ["1.2.2021", "31.4.2020"],
    ),
    ("date", {"form": "month d, yyyy"}, ["Sept. 3, 2021", "march 5th 2020"], ["Smarch 3, 2021", "3 March 2021"]),
    (
        "date",
        {"form": "iso_time"},
        ["2026-11-30T12:30:05Z", "2026-11-30T12:30+01:00"],
        ["2026-11-30T25:00", "2026-11-30"],
    ),
    ("date", {"form": "cjk"}, ["2026年11月30日", "2026년 1월 3일"], ["2026年13月1日"]),
    ("date", {"form": "mm/dd/yyyy"}, ["12/31/2020"], ["31/12/2020"]),
    ("date", {"form": "dd/mm/yyyy"}, ["31/12/2020"], ["12/31/2020"]),
    ("date", {"form": "yyyy/mm/dd"}, ["2020/1/31"], ["2020-01-31"]),
    (
        "answer_number",
        {"value": 1234.5},
        ["The sum is 1,234.5.", "12 of 1 234.50"],
        ["1234.6", "none", "-1234.5", "1234.5 of 12"],
    ),
    (
        "answer_number",
        {"value": 100, "tolerance": 2, "unit": "km"},
        ["about 101 km", "99km by 3 cars"],
        ["103 km", "100 m"],
    ),
    ("answer_number", {"value": -0.5, "decimal": ",", "take": "only"}, ["x = -0,5"], ["1 und -0,5", "0,5"]),
    ("answer_number", {"value": 200, "share": 0.1, "take": "first"}, ["210 of 3"], ["3 of 210", "230"]),
    (
        "answer_number",
        {"value": 0.75, "fractions": True, "behind": "Answer", "take": "first"},
        [
            "4 of 5\nAnswer: 3/4",
            "**Answer:** 0.75 cups",
            "Answer: 1\n> __answer__ : `3/4`.",
            "Answer:\n\n3/4 of it\n\n2",
        ],
        ["3/4", "Answer: 3/4/2020", "Answer: 3/4\nAnswer: 1", "The answer: 3/4", "Answer: 1 3/4", "Answer:\n\n\n\n"],
    ),
    ("answer_number", {"value": -1.5, "fractions": True, "decimal": ","}, ["-1 1/2", "-3/2", "-1,5"], ["1/2", "-1.5"]),
    (
        "answer_set",
        {"items": ["red", "green", "blue"]},
        ["Blue, red and green.".replace(" and", ", and"), "- red\n- green\n- blue", "red、blue、green"],
        ["red, green", "red, green, blue, pink", "red, red, green, blue"],
    ),
    ("answer_set", {"items": ["a", "b"], "behind": "Answer"}, ["Answer: b, a", "Answer:\n- a\n- b\n\nc"], ["a, b"]),
    ("answer_list", {"items": ["a", "b"], "behind": "Answer"}, ["x\nAnswer: a, b"], ["Answer: b, a", "a, b"]),
    (
        "answer_set",
        {"items": ["25 g", "13 cubes", "the lid"], "loose": True, "behind": "Answer"},
        [
            "Answer: 25 g of tea, 13 cubes, the lid",
            "Answer: 13 green cubes; lid; 25 grams",
            "Answer:\n- 13.0 cubes\n- 50/2 g\n- a lid",
        ],
        ["Answer: 13 g, 25 cubes, lid", "Answer: 25, 13, lid", "Answer: 25 kg, 13 cubes, lid", "Answer: 25 g, lid"],
    ),
    (
        "answer_list",
        {"items": ["Anna: 25 km", "Ben: 1/2"], "loose": True},
        ["25; 0.5", "Anna 25 kilometres, Ben 0.50 miles", "Anna: 25, Ben: 1/2"],
        ["Ben: 25 km, Anna: 1/2", "0.5, 25", "Anna: 25 miles, Ben: 1/2", "Anna: 25 km"],
    ),
    ("answer_list", {"items": ["one", "two"]}, ["1. One\n2. Two", "one, two"], ["two, one", "one"]),
    (
        "answer_date",
        {"date": "2026-11-30"},
        ["On 30 November 2026.", "2026-11-30", "30.11.2026", "11/30/2026", "2026年11月30日"],
        ["30 October 2026", "11/30/2025", "none"],
    ),
    ("answer_date", {"date": "2026-05-06", "form": "dd/mm/yyyy"}, ["06/05/2026"], ["05/06/2026", "6 May 2026"]),
    ("answer_date", {"date": "2026-11-30", "behind": "Answer"}, ["Answer: 30 Nov 2026"], ["30 Nov 2026", "Answer: no"]),
    (
        "answer_label",
        {"label": "Positive", "labels": ["positive", "negative"]},
        ["positive", "**Positive**."],
        ["negative", "It is positive", ""],
    ),
    ("answer_label", {"label": "yes", "behind": "Answer"}, ["It is.\n*Answer:* Yes."], ["yes", "Answer: yes, it is"]),
    (
        "answer_text",
        {"text": "the Nile", "loose": True, "behind": "Answer"},
        ["Answer: Nile", "Answer: (The) Nile!", "Answer: a Nile."],
        ["Nile", "Answer: Niles", "Answer: Ni.le"],
    ),
    ("answer_text", {"text": "C++", "loose": True}, ["c++", "The C++."], ["C", "C+"]),
    ("answer_text", {"text": "New York"}, ["new  york.", "“New York”"], ["York", "New York City"]),
    ("answer_text", {"text": "New York", "within": True}, ["In New York City"], ["Newyork"]),
    ("pattern", {"pattern": r"[A-Z]{2}-\d+(\.\d+)?"}, ["AB-12", "XY-3.5"], ["AB-", "ab-12", "AB-12 "[:-1] + "x"]),
    (
        "pattern",
        {"pattern": r"\bca[tr]s?\b", "within": True, "case": False},
        ["The CATS sat", "a car"],
        ["concats", "cast"],
    ),
    ("pattern", {"pattern": r"(?:a|b*?)+c{0,2}$|^x[^\s\d]\W?"}, ["abbac", "xyz"[:2]], ["abccc", "x1"]),
    (
        "sql",
        {"tables": TABLES, "rows": [["Ben"]]},
        ["select name from t where age < 30", "```sql\nSELECT name FROM t ORDER BY age LIMIT 1;\n```"],
        ["select name from t", "drop table t", "selec", "select 'Ann'", "select name from t; drop table t"],
    ),
    (
        "sql",
        {"tables": TABLES, "rows": [[25, "Ben"], [30, "Ann"]], "ordered": True},
        ["select age, name from t order by age"],
        ["select age, name from t order by age desc"],
    ),
]
