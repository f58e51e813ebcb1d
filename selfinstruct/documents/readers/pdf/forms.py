"""What was filled into a form, and the notes that are typed onto a page."""

import ctypes
from collections.abc import Iterator
from typing import Any

_MOST = 5000


class Forms:
    """The fields of a document's form; without one, pages have only their notes."""

    def __init__(self, raw: Any, pdf: Any) -> None:
        self._raw = raw
        self._form = None
        if raw.FPDF_GetFormType(pdf.raw) != raw.FORMTYPE_NONE:
            pdf.init_forms()
            self._form = pdf.formenv.raw if pdf.formenv else None

    def values(self, page: Any) -> list[str]:
        """A line for each field of a page that has a value, `Name: value`, and each note."""
        return list(dict.fromkeys(self._values(page.raw)))

    def _values(self, page: Any) -> Iterator[str]:
        raw = self._raw
        for index in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST)):
            annotation = raw.FPDFPage_GetAnnot(page, index)
            if not annotation:
                continue
            kind = raw.FPDFAnnot_GetSubtype(annotation)
            if kind == raw.FPDF_ANNOT_WIDGET and self._form:
                yield from self._field(annotation)
            elif kind == raw.FPDF_ANNOT_FREETEXT:
                text = _text(raw.FPDFAnnot_GetStringValue, annotation, b"Contents")
                if text:
                    yield text
            raw.FPDFPage_CloseAnnot(annotation)

    def _field(self, annotation: Any) -> Iterator[str]:
        raw, form = self._raw, self._form
        kind = raw.FPDFAnnot_GetFormFieldType(form, annotation)
        if kind in (raw.FPDF_FORMFIELD_PUSHBUTTON, raw.FPDF_FORMFIELD_SIGNATURE, raw.FPDF_FORMFIELD_UNKNOWN):
            return
        name = _text(raw.FPDFAnnot_GetFormFieldAlternateName, form, annotation)
        name = name or _text(raw.FPDFAnnot_GetFormFieldName, form, annotation)
        value = _text(raw.FPDFAnnot_GetFormFieldValue, form, annotation)
        if kind in (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON):
            if not raw.FPDFAnnot_IsChecked(form, annotation):
                return
            value = _text(raw.FPDFAnnot_GetFormFieldExportValue, form, annotation) or value
            value = "yes" if value.lower() in ("", "on", "yes", "1", "true") else value
        elif not value:
            value = ", ".join(self._chosen(annotation))
        if value:
            yield f"{name}: {value}" if name else value

    def _chosen(self, annotation: Any) -> Iterator[str]:
        raw, form = self._raw, self._form
        for index in range(min(raw.FPDFAnnot_GetOptionCount(form, annotation), _MOST)):
            if raw.FPDFAnnot_IsOptionSelected(form, annotation, index):
                yield _text(raw.FPDFAnnot_GetOptionLabel, form, annotation, index)


def _text(call: Any, *arguments: Any) -> str:
    """What PDFium writes into a buffer as UTF-16, whose length in bytes it gives first."""
    length = call(*arguments, None, 0)
    if length <= 2:
        return ""
    buffer = ctypes.create_string_buffer(length)
    call(*arguments, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
    return " ".join(buffer.raw[: length - 2].decode("utf-16-le", errors="ignore").split())
