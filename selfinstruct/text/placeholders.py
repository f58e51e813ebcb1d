"""What stands where a text should: words for "there is none", and names of things that never came."""

import re

_BRACKETS = "<>[](){}（）【】「」《》\"'“”„«»*_` \t\n"
_NO_INPUT = frozenset(
    """
    none|n/a|n.a|null|nil|not applicable|not needed|not required|no input|noinput|no inputs|no input needed
    no input required
    no input necessary|no input provided|no input given|no input data|no additional input
    no additional input required
    input not required|input not needed|none needed|none required|without input|no context|empty input
    blank input
    keine|keine eingabe|keine eingaben|keine eingabe erforderlich|keine eingabe nötig|ohne eingabe
    nicht zutreffend|entfällt
    aucun|aucune|aucune entrée|pas d'entrée|aucune entrée requise|aucune entrée nécessaire|sans entrée
    sans objet|non applicable
    ninguno|ninguna|ninguna entrada|sin entrada|no se requiere entrada|no aplica|no hay entrada|no procede
    nessuno|nessuna|nessun input|nessun ingresso|senza input|non applicabile|nenhum|nenhuma|nenhuma entrada
    sem entrada
    não aplicável|não se aplica|geen|geen invoer|geen input|zonder invoer|niet van toepassing|n.v.t
    brak|brak danych wejściowych|brak danych|bez danych wejściowych|nie dotyczy|нет ввода|без ввода
    нет входных данных|отсутствует
    не требуется|не применимо|неприменимо|немає|немає вводу|без вводу|немає вхідних даних|не застосовується
    yok|girdi yok|giriş yok|girdi gerekmez|uygulanamaz|لا يوجد|لا يوجد إدخال|لا يوجد مدخل|لا يوجد مدخلات
    بدون إدخال|غير متوفر
    无|無|无输入|無輸入|没有输入|沒有輸入|无需输入|不需要输入|不适用|不適用|なし|入力なし|入力無し|該当なし
    特になし
    없음|입력 없음|입력없음|해당 없음|해당없음|कोई नहीं|कोई इनपुट नहीं|लागू नहीं|không có|không có đầu vào
    không áp dụng
    """.strip().replace("\n", "|").replace("  ", "").split("|")
)  # fmt: skip
# "None" and "empty" may answer a question: in brackets they do not.
_NO_OUTPUT = frozenset(
    """
    no output|nooutput|no output needed|no output required|no output provided|output not available|noinput
    no input|no response
    keine ausgabe|aucune sortie|sin salida|ninguna salida|nessun output|nessun risultato|sem saída
    nenhuma saída|geen uitvoer
    brak danych wyjściowych|нет вывода|без вывода|немає виводу|çıktı yok|لا يوجد إخراج|لا يوجد مخرجات|无输出
    無輸出|没有输出
    出力なし|출력 없음|कोई आउटपुट नहीं|không có đầu ra
    """.strip().replace("\n", "|").replace("  ", "").split("|")
)  # fmt: skip
_IN_BRACKETS = frozenset(
    "none|null|nil|empty|blank|output|answer|response|your answer|your response|text|result".split("|")
)
_NOT_APPLICABLE = frozenset(
    "n/a|n.a|not applicable|nicht zutreffend|sans objet|non applicable|no aplica|non applicabile|não aplicável"
    "|não se aplica|niet van toepassing|n.v.t|nie dotyczy|не применимо|неприменимо|не застосовується|uygulanamaz|不适用"
    "|不適用|該当なし|해당 없음|लागू नहीं|không áp dụng".split("|")
)
_THINGS = (
    r"(?:picture|image|photo|photograph|screenshot|video|audio|sound|recording|file|attachment|graph|chart|diagram"
    r"|figure"
    r"|drawing|painting|gif|pdf|spreadsheet|bild|foto|fotografie|datei|anhang|grafik|photographie|fichier"
    r"|pièce jointe|imagen"
    r"|vídeo|archivo|adjunto|immagine|allegato|imagem|anexo|afbeelding|bestand|bijlage|obraz|zdjęcie|załącznik"
    r"|изображение"
    r"|картинка|фото|фотография|файл|вложение|зображення|resim|görsel|fotoğraf|dosya|صورة|ملف|图片|圖片|图像|照片"
    r"|附件|画像"
    r"|写真|添付|이미지|사진|첨부|चित्र|तस्वीर|फ़ाइल|hình ảnh|ảnh|tệp)s?"
)
_ATTACHED = re.compile(
    rf"[<\[({{（【]\s*(?:[\w'-]+\s+){{0,4}}{_THINGS}(?:\s+[\w'-]+){{0,4}}\s*[>\])}}）】]\.?"
    rf"|{_THINGS} (?:is )?attached\.?"
    rf"|(?:please )?(?:see|refer to|view) (?:the )?attached {_THINGS}\.?",
    re.IGNORECASE,
)
_TAG = re.compile(r"\b(?:html|tag|element|markup|placeholder|token|marker|svg)s?\b", re.IGNORECASE)


def no_input(text: str) -> bool:
    """Whether an input only says that there is none: "<noinput>", "No input", "N/A", "keine Eingabe", 无 …"""
    return len(text) < 80 and _bare(text) in _NO_INPUT


def no_output(text: str) -> bool:
    """Whether an output only says that there is none: "<No Output>", "nooutput" …; "None" may be an answer."""
    if len(text) >= 80:
        return False
    bare, plain = _bare(text), text.strip()
    return bare in _NO_OUTPUT or (bare in _IN_BRACKETS and plain[:1] in "<[({" and plain[-1:] in ">])}")


def not_applicable(text: str) -> bool:
    """Whether a text says that it does not apply: "N/A"."""
    return len(text) < 80 and _bare(text) in _NOT_APPLICABLE


def only_attached(text: str, instruction: str = "") -> bool:
    """Whether a text only names a picture or a file: "<Picture Attached>", "[insert image]"; not one about tags."""
    return len(text) < 120 and _ATTACHED.fullmatch(text.strip()) is not None and not _TAG.search(instruction)


def _bare(text: str) -> str:
    return " ".join(text.strip(_BRACKETS).rstrip(".。!").strip(_BRACKETS).replace("_", " ").lower().split())
