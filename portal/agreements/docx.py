"""A document as a Word file: real styles and numbering, A4, pages counted, no author. The only file that knows python-docx."""

import io
from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from docx import Document as new_file
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from portal.agreements.pieces import BLANK, LINES, SHORT, Block, Document, Runs

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LOCALES = {"sv": "sv-SE", "en": "en-GB"}
FONT, INK, ACCENT, GREY = "Calibri", RGBColor(0x14, 0x21, 0x2B), RGBColor(0x0B, 0x5D, 0x66), RGBColor(0x4A, 0x55, 0x5E)
MARGIN, WIDTH, INDENT = Cm(2.2), Cm(16.6), Cm(1.1)
CLAUSE_NUMBERS, TICK_BOXES = 90, 91
GUIDANCE, NOTE, UNDER_LINE = "Guidance", "Note", "Under line"
UNDERSCORES = {SHORT: 14, LINES: 40}
SIZES = {
    "Normal": 10.5, "Title": 22, "Subtitle": 13, "Heading 1": 13, GUIDANCE: 9.5, NOTE: 9.5, UNDER_LINE: 8.5, "Header": 9,
    "Footer": 8.5,
}  # fmt: skip
NUMBERING = """
<w:abstractNum {ns} w:abstractNumId="{id}"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>"""
LEVEL = """
<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{format}"/><w:pStyle w:val="{style}"/><w:lvlText w:val="{text}"/>
<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{left}" w:hanging="624"/></w:pPr></w:lvl>"""


def written(document: Document) -> bytes:
    """Return the document as the content of a .docx file."""
    file = new_file()
    _set_up(file, document)
    _paragraph(file, "Title", document.title)
    if document.subtitle:
        _paragraph(file, "Subtitle", document.subtitle)
    _paragraph(file, NOTE, document.words.note)
    for section in document.sections:
        _paragraph(file, "Heading 1", section.heading)
        for block in section.blocks:
            _BLOCKS[block.kind](file, block, document)
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


# ---------- the page and its styles ----------


def _set_up(file: Any, document: Document) -> None:
    _properties(file, document)
    page = file.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = MARGIN
    _language(file, LOCALES[document.language])
    _styles(file)
    _numbering(file)
    _head_and_foot(page, document)


def _properties(file: Any, document: Document) -> None:
    """State the title and the language; the library's own author and remark go, and so does its picture of a page."""
    about = file.core_properties
    about.author = about.last_modified_by = about.comments = about.keywords = ""
    about.title, about.subject = document.title, document.which_text[:255]
    about.language = LOCALES[document.language]
    about.created = about.modified = datetime.combine(document.dated, time())
    relations = file.part.package.rels
    for key in [key for key, one in relations.items() if one.reltype.endswith("/thumbnail")]:
        relations.pop(key)


def _language(file: Any, locale: str) -> None:
    for lang in file.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), locale)
    for lang in file.settings.element.iter(qn("w:themeFontLang")):
        lang.set(qn("w:val"), locale)
    for setting in file.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            # Else Word opens the file as one of an older kind, and says so.
            setting.set(qn("w:val"), "15")


def _styles(file: Any) -> None:
    for name in (GUIDANCE, NOTE, UNDER_LINE):
        file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = file.styles["Normal"]
    # Before its spacing is set: Word wants the parts of a style in their order.
    _boxed(file.styles[NOTE])
    for name, size in SIZES.items():
        _letters(file.styles[name], size)
    for name, before, after in (
        ("Normal", 0, 5),
        ("Title", 0, 4),
        ("Subtitle", 0, 8),
        ("Heading 1", 14, 5),
        (NOTE, 0, 8),
    ):
        form = file.styles[name].paragraph_format
        form.space_before, form.space_after = Pt(before), Pt(after)
    for name in ("Title", "Heading 1"):
        file.styles[name].font.color.rgb = ACCENT if name == "Heading 1" else INK
        file.styles[name].paragraph_format.keep_with_next = True
    file.styles[GUIDANCE].font.italic, file.styles["Subtitle"].font.italic = True, False
    for name in (GUIDANCE, UNDER_LINE, "Header", "Footer", "Subtitle"):
        file.styles[name].font.color.rgb = GREY
    for name in ("Title", "Subtitle"):
        for ornament in list(file.styles[name].element.iter(qn("w:pBdr"), qn("w:spacing"))):
            if ornament.tag == qn("w:pBdr") or ornament.getparent().tag == qn("w:rPr"):
                ornament.getparent().remove(ornament)


def _letters(style: Any, size: float) -> None:
    """Set the typeface by name: the template's themes, which would win, go."""
    style.font.size, style.font.name = Pt(size), FONT
    fonts = style.element.rPr.rFonts
    for name in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{name}"), FONT)


def _boxed(style: Any) -> None:
    line = 'w:val="single" w:sz="6" w:space="6" w:color="B25E00"'
    sides = "".join(f"<w:{side} {line}/>" for side in ("top", "left", "bottom", "right"))
    style.element.get_or_add_pPr().append(parse_xml(f"<w:pBdr {nsdecls('w')}>{sides}</w:pBdr>"))
    style.paragraph_format.left_indent = style.paragraph_format.right_indent = Cm(0.25)


def _numbering(file: Any) -> None:
    """Number headings, clauses and points by their styles, so that whoever adds a clause in Word gets the next number."""
    levels = (
        ("Heading 1", "decimal", "%1", 624),
        ("List Number", "decimal", "%1.%2", 624),
        ("List Number 2", "lowerLetter", "%3)", 1248),
    )
    _numbered(file, CLAUSE_NUMBERS, levels)
    _numbered(file, TICK_BOXES, (("List Bullet", "bullet", "\u2610", 624),))


def _numbered(file: Any, number: int, levels: Iterable[tuple[str, str, str, int]]) -> None:
    numbering, text = file.part.numbering_part.element, ""
    for level, (name, form, sign, left) in enumerate(levels):
        style = file.styles[name]
        text += LEVEL.format(level=level, format=form, style=style.style_id, text=sign, left=left)
        number_of = style.element.get_or_add_pPr().get_or_add_numPr()
        number_of.get_or_add_numId().val = number
        number_of.get_or_add_ilvl().val = level
        for own in list(style.element.pPr.iter(qn("w:ind"), qn("w:tabs"), qn("w:contextualSpacing"))):
            own.getparent().remove(own)
    numbering.insert(0, parse_xml(NUMBERING.format(ns=nsdecls("w"), id=number, levels=text)))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'))


def _head_and_foot(page: Any, document: Document) -> None:
    page.header_distance = page.footer_distance = Cm(1.1)
    words = document.words
    head = page.header.paragraphs[0]
    _only_tab(head)
    head.add_run(f"{document.title}\t{words.reference}: {document.reference or '_' * UNDERSCORES[SHORT]}")
    foot = page.footer.paragraphs[0]
    _only_tab(foot)
    foot.add_run(f"{document.which_text}\t{words.page} ")
    _field(foot, "PAGE")
    foot.add_run(f" {words.of} ")
    _field(foot, "NUMPAGES")


def _only_tab(paragraph: Any, leader: Any = WD_TAB_LEADER.SPACES) -> None:
    """Give the paragraph one tab stop, at the right edge; those that its style has are in the middle of our page."""
    stops = paragraph.paragraph_format.tab_stops
    for stop in paragraph.style.paragraph_format.tab_stops:
        stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)
    stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT, leader)


def _field(paragraph: Any, name: str) -> None:
    run = paragraph.add_run()
    for kind in ("begin", None, "separate", "text", "end"):
        if kind is None:
            instruction = OxmlElement("w:instrText")
            instruction.text = f" {name} "
            run._r.append(instruction)
        elif kind == "text":
            run._r.add_t("1")
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


# ---------- blocks ----------


def _paragraph(place: Any, style: str, text: str = "") -> Any:
    """Add a paragraph of the style, by the style's id: by its name the library reads all styles anew for each paragraph."""
    paragraph = place.add_paragraph(text)
    paragraph._p.style = style.replace(" ", "")
    return paragraph


def _clause(file: Any, block: Block, document: Document) -> None:
    _say(_paragraph(file, "List Number"), block.runs)
    for point in block.points:
        _say(_paragraph(file, "List Number 2"), point)


def _text(file: Any, block: Block, document: Document) -> None:
    _say(_paragraph(file, GUIDANCE if block.kind == "hint" else "Normal"), block.runs)


def _ticks(file: Any, block: Block, document: Document) -> None:
    for point in block.points:
        _say(_paragraph(file, "List Bullet"), point)


def _fields(file: Any, block: Block, document: Document) -> None:
    table = _table(file, len(block.rows), (0.36, 0.64))
    for row, cells in zip(table.rows, block.rows, strict=True):
        _fill(row, cells)
        _bold(row.cells[0])
        _shade(row.cells[0])
    _space_after(file)


def _rows(file: Any, block: Block, document: Document) -> None:
    lines = [*block.rows, *([block.foot] if block.foot else [])]
    table = _table(file, len(lines) + 1, (1 / len(block.head),) * len(block.head))
    first, *rest = table.rows
    for cell, text in zip(first.cells, block.head, strict=True):
        cell.paragraphs[0].add_run(text)
        _bold(cell)
        _shade(cell)
    first._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row, cells in zip(rest, lines, strict=True):
        _fill(row, cells)
    for cell in table.rows[-1].cells if block.foot else ():
        _bold(cell)
    _space_after(file)


def _signatures(file: Any, block: Block, document: Document) -> None:
    words, pairs = document.words, [block.rows[start : start + 2] for start in range(0, len(block.rows), 2)]
    table = _table(file, len(pairs), (0.5, 0.5), style="Normal Table")
    for row, pair in zip(table.rows, pairs, strict=True):
        for cell, (whom, name) in zip(row.cells, pair, strict=False):
            _bold_line(cell.paragraphs[0], whom)
            _say(cell.add_paragraph(), name)
            for label in (words.place_and_day, words.signature, words.signer):
                line = cell.add_paragraph("_" * 38).paragraph_format
                line.space_before, line.space_after, line.keep_with_next = Pt(14), Pt(0), True
                _paragraph(cell, UNDER_LINE, label)
    _space_after(file)


_BLOCKS = {
    "clause": _clause, "text": _text, "hint": _text, "ticks": _ticks, "fields": _fields, "table": _rows,
    "signatures": _signatures,
}  # fmt: skip


def _table(file: Any, rows: int, shares: tuple[float, ...], style: str = "Table Grid") -> Any:
    table = file.add_table(rows, len(shares), style=style)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = int(WIDTH * share)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, share in zip(row.cells, shares, strict=True):
            cell.width = int(WIDTH * share)
    return table


def _fill(row: Any, cells: tuple[Runs, ...]) -> None:
    """Fill the cells; one that is only a blank stays empty, and the row is high enough to write in."""
    blanks = [runs[0].size for runs in cells if len(runs) == 1 and runs[0].kind == BLANK]
    if blanks:
        row.height, row.height_rule = Cm(1.8 if LINES in blanks else 0.9), WD_ROW_HEIGHT_RULE.AT_LEAST
    for cell, runs in zip(row.cells, cells, strict=True):
        if not (len(runs) == 1 and runs[0].kind == BLANK):
            _say(cell.paragraphs[0], runs)
        cell.paragraphs[0].paragraph_format.space_after = Pt(2)


def _say(paragraph: Any, runs: Runs) -> None:
    for number, run in enumerate(runs, 1):
        if run.kind != BLANK:
            paragraph.add_run(run.text.replace("\t", " "))
        elif run.size == LINES and number == len(runs):
            _only_tab(paragraph, WD_TAB_LEADER.LINES)
            paragraph.add_run("\t\n\t")
        else:
            paragraph.add_run("_" * UNDERSCORES.get(run.size, 28))


def _bold(cell: Any) -> None:
    for paragraph in cell.paragraphs:
        for run in paragraph.runs:
            run.bold = True


def _bold_line(paragraph: Any, runs: Runs) -> None:
    _say(paragraph, runs)
    for run in paragraph.runs:
        run.bold = True


def _shade(cell: Any) -> None:
    cell._tc.get_or_add_tcPr().append(
        parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="EEF3F3"/>')
    )


def _space_after(file: Any) -> None:
    file.add_paragraph().paragraph_format.space_after = Pt(2)
