"""Trees of messages as Open Assistant publishes them, flattened to the conversation that people ranked best."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

_ROLES = {"prompter": "user", "assistant": "assistant"}


def is_tree(row: Mapping[str, Any]) -> bool:
    """Whether a row is a whole tree: its first message in `prompt`, with the replies to it."""
    root = row.get("prompt")
    return isinstance(root, dict) and "replies" in root and "text" in root


def is_message(row: Any) -> bool:
    """Whether a row is one message of a tree, with the id of the message it answers."""
    return isinstance(row, dict) and all(name in row for name in ("message_id", "parent_id", "text", "role"))


def flattened(root: Mapping[str, Any], name: str = "prompt") -> list[dict[str, str]]:
    """The turns from the first message down, of several replies the best ranked; ValueError for what is no message.

    Rank 0 is the best. Without ranks the first reply counts; deleted ones and those that failed review are passed over.
    """
    turns: list[dict[str, str]] = []
    message: Mapping[str, Any] | None = root
    while message is not None:
        role, text = _ROLES.get(str(message.get("role", "prompter" if not turns else ""))), message.get("text")
        if role is None or not isinstance(text, str):
            raise ValueError(f"{name}: holds a message without role or text")
        turns.append({"role": role, "content": text})
        replies = message.get("replies") or []
        if not isinstance(replies, list) or not all(isinstance(reply, dict) for reply in replies):
            raise ValueError(f"{name}: has replies that are no list of messages")
        standing = [reply for reply in replies if not reply.get("deleted") and reply.get("review_result") is not False]
        message = min(standing, key=_rank, default=None)
    return turns


def _rank(message: Mapping[str, Any]) -> float:
    rank = message.get("rank")
    return rank if isinstance(rank, int | float) and not isinstance(rank, bool) and rank == rank else float("inf")


def gathered(rows: Iterable[tuple[str, Any, str]]) -> Iterator[tuple[str, Any, str]]:
    """Rows, with those that are single messages of a tree put together: one row a tree, at the first one's place.

    The messages of a tree follow each other, as they are published.
    """
    for tree, group in groupby(rows, key=lambda item: _tree_of(item[1])):
        if tree is None:
            yield from group
            continue
        found = list(group)
        messages = {str(row["message_id"]): {**row, "replies": []} for _, row, _ in found}
        roots = []
        for message in messages.values():
            parent = message.get("parent_id")
            above = messages.get(str(parent)) if parent else None
            if above is not None:
                above["replies"].append(message)
            elif not parent:
                roots.append(message)
        place = found[0][0]
        if len(roots) != 1:
            yield (
                place,
                None,
                f"message_tree_id: {tree[:40]!r} has no first message; keep the messages of a tree together",
            )
            continue
        yield place, {"message_tree_id": tree, "prompt": roots[0]}, ""


def _tree_of(row: Any) -> str | None:
    return str(row.get("message_tree_id") or row["message_id"]) if is_message(row) else None
