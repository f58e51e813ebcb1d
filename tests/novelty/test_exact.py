"""Equal texts and passages: their forms and hashes, and where sentences end in many scripts."""

from pathlib import Path

import pytest

from selfinstruct.errors import UsageError
from selfinstruct.novelty.exact import ExactIndex, hash64, normal_form
from tests.support.filtering import sift


def test_hash_and_normal_forms() -> None:
    # printf 'hello world' | sha1sum | cut -c 1-16
    assert hash64("hello world") == 0x2AAE6C35C94FCFB4
    assert hash64("\ud800") != hash64("\ud801")
    assert normal_form(" Ab\n C? ", "plain") == "ab c"
    assert normal_form("e\u0301", "plain") == normal_form("\u00e9", "plain") != "e", "composed or not"
    assert normal_form("Page 3 of 17 — «Été», x=1", "ccnet") == "page 0 of 00 ete x=0"
    assert normal_form("कि की कु", "ccnet") == "कि की कु", "vowel signs are no accents"
    assert normal_form("٣ ３", "ccnet") == "0 0"
    with pytest.raises(UsageError, match="known: plain, ccnet"):
        ExactIndex("other")


def test_sentences_are_told_apart_in_many_scripts(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "output": "Bees live in hives. They make honey from nectar! Do they sleep at night too?"},
        {"id": "b", "output": "Ants dig long tunnels. They make honey from nectar. Few people know about it."},
        {"id": "c", "output": "She said “Do they sleep at night too?” They make honey from nectar. Indeed."},
        {"id": "d", "output": "水は零度で凍ります。百度で沸騰します。鉄は水に沈みます。"},
        {"id": "e", "output": "百度で沸騰します。水は零度で凍ります。油は水に浮きます。"},
        {"id": "f", "output": "पानी शून्य डिग्री पर जमता है। लोहा पानी में डूब जाता है।"},
        {"id": "g", "output": "पानी शून्य डिग्री पर जमता है। तेल।"},
    ]
    rows = [{"instruction": f"Tell me about {row['id']}", **row} for row in rows]
    kept, rejected = sift(tmp_path, rows, "sentences")
    assert kept == [1, 2, 3, 4, 6], "what follows “said” makes another sentence of the question"
    assert (rejected[5]["duplicate_of"]["id"], rejected[5]["neighbour"]) == ("d", "水は零度で凍ります。")
    assert rejected[5]["score"] == 19 / 28
    assert rejected[7]["duplicate_of"]["id"] == "f"
    _, rejected = sift(tmp_path, rows, "sentences", "share=0.3")
    assert (rejected[2]["neighbour"], rejected[2]["duplicate_of"]["id"]) == ("They make honey from nectar.", "a")
