"""Places on a page, from the top left corner of its text, whichever way the page is turned."""

from dataclasses import dataclass

View = tuple[float, float, float, float]


@dataclass(slots=True)
class Box:
    """A rectangle in points; `top` is less than `bottom`."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Halfway down."""
        return (self.top + self.bottom) / 2

    def over(self, other: "Box") -> float:
        """How much of their widths two boxes share, negative by the gap between them."""
        return min(self.right, other.right) - max(self.left, other.left)

    def beside(self, other: "Box") -> float:
        """How much of their heights two boxes share, negative by the gap between them."""
        return min(self.bottom, other.bottom) - max(self.top, other.top)


def around(boxes: list[Box]) -> Box:
    """The least box that holds all."""
    return Box(
        min(box.left for box in boxes), min(box.top for box in boxes),
        max(box.right for box in boxes), max(box.bottom for box in boxes),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Turn:
    """From places of a PDF, counted upwards, to places as read, for text turned by `angle` degrees clockwise."""

    angle: int

    def size(self, view: View) -> tuple[float, float]:
        """Width and height as read."""
        left, bottom, right, top = view
        return (top - bottom, right - left) if self.angle in (90, 270) else (right - left, top - bottom)

    def box(self, corners: View, view: View) -> Box:
        """Where a rectangle (left, bottom, right, top) is."""
        left, bottom, right, top = corners
        if self.angle == 0:
            return Box(left - view[0], view[3] - top, right - view[0], view[3] - bottom)
        if self.angle == 90:
            return Box(view[3] - top, view[2] - right, view[3] - bottom, view[2] - left)
        if self.angle == 180:
            return Box(view[2] - right, bottom - view[1], view[2] - left, top - view[1])
        return Box(bottom - view[1], left - view[0], top - view[1], right - view[0])


TURNS = {angle: Turn(angle) for angle in (0, 90, 180, 270)}
