"""A student by its name on the command line."""

from selfinstruct.students.student import Student
from selfinstruct.students.tfidf import TfidfStudent

TFIDF = "tfidf"


def open_student(name: str) -> Student:
    """tfidf, a folder as the Hub has them, a .gguf, smollm2, or OWNER/NAME on the Hub; nothing is loaded yet.

    Raises UsageError where there is no such student, MissingExtra where what it needs is not installed.
    """
    if name == TFIDF:
        return TfidfStudent()
    from selfinstruct.students.causal import weights
    from selfinstruct.students.causal.model import CausalStudent

    found = weights.find_weights(name)
    weights.needed()
    return CausalStudent(name, found)
