"""Read a form by the official table's words and places, whoever made the copy (附件2).

A label's blank is what stands beside it up to the next label, or below it where nothing stands beside.
Nothing is passed over: words in a table that are no label and stand in no blank are told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.activity.model import Activity
from pipeline.collect import labels
from pipeline.collect.labels import Part
from pipeline.collect.named import add_named
from pipeline.collect.rows import Header, Row, lines_in, pictures_in, rows_of, text_in
from pipeline.collect.state import SKIPPED, FormState, photos_of, sentences_of
from pipeline.collect.wordings import is_limit
from pipeline.dossier.answers import Answers
from pipeline.forms.sheets import plan_of
from pipeline.tools.word.contents import Cell, Contents, Line

_LONGEST_CAPTION = 40
_FEWEST_HEADERS = 2
_HEADING = re.compile(r"^\s*[一二三四五六七八九十]{1,2}\s*[、.．]\s*(.{2,40})$")
_GAP = re.compile(r"[ \t]{2,}|[\t　\n；;]+")
_PAIR = re.compile(r"\s*([^:：]{2,40})[:：]\s*(.*)", re.DOTALL)
_WEAK = frozenset({"项目来源"})


def read_official(contents: Contents, activity: Activity, source: str) -> Answers:
    """What stands on a copy of the official form.

    Args:
        contents: The Word file.
        activity: Says which fields there are.
        source: Name of the file.
    """
    form = _Form(plan_of(activity.fields), sentences_of(activity))
    form.read(list(rows_of(contents.blocks)))
    form.finish()
    gathered = form.gathered
    add_named(gathered, contents.named, activity)
    return Answers(
        source=source,
        values=gathered.answers(),
        asked=frozenset(gathered.asked),
        pictures={path: tuple(found) for path, found in form.pictures.items()},
        unread=(*gathered.unread, *form.strays()),
    )


class _Form(FormState):
    """Goes through a form from top to bottom; knows in which part of it it is."""

    def read(self, rows: Sequence[Row]) -> None:
        """Read rows and paragraphs."""
        for place, row in enumerate(rows):
            if row.table:
                self.close()
                self._table_row(row, rows[place + 1 :])
            else:
                self._paragraph(lines_in(row.cells[0])[0])

    # ------------------------------------------------------------ paragraphs

    def _paragraph(self, line: Line) -> None:
        text = line.text.strip()
        self.take(line.pictures, line.place)
        if not text:
            return
        if heading := _HEADING.match(text):
            self._heading(heading[1], line.place)
        elif not self._begins(text, line.place) and not self._is_told_elsewhere(text, line):
            self.lost.append((line.place, text))

    def _heading(self, text: str, place: str) -> None:
        """A heading of a section: the part that it leads into."""
        self.close()
        self.photos, self.header = None, None
        band = labels.band_in(text)
        if band is not None:
            self.part = band
            if band is Part.PROJECT:
                self.open = ("introduction", [], place, True)
        elif not self._begins(text, place) and "承诺" in text:
            self.part = Part.PLEDGES

    def _begins(self, text: str, place: str) -> bool:
        """Whether words outside of tables are a label, to which what follows belongs."""
        photos = labels.photos_below(text, self.part)
        if photos is not None:
            self.close()
            self.photos = photos
            return True
        if self.part in SKIPPED:
            return False
        meaning = self.label(text)
        band = labels.band_in(text)
        if meaning is None and band is not None:
            self.close()
            self.part, self.photos = band, None
            return True
        if meaning is None:
            return self._is_pairs(text, place)
        self.close()
        self.part, self.photos = meaning[0], photos_of(meaning[1])
        self.open = (meaning[1], [], place, False)
        return True

    def _is_told_elsewhere(self, text: str, line: Line) -> bool:
        """Whether words go to what is open, are a caption, or the form's own."""
        if self.open is not None:
            self.open[1].append(line.text)
            return True
        if self.part in SKIPPED or self.is_furniture(text):
            return True
        if self._is_list_of_categories(text):
            self.gathered.put("category", text, line.place)
            return True
        return self.photos is not None and len(text) <= _LONGEST_CAPTION

    def _is_list_of_categories(self, text: str) -> bool:
        options = self.gathered.fields["category"].options
        return sum(each.label in text.replace(" ", "") for each in options) > len(options) / 2

    # ------------------------------------------------------------ tables

    def _table_row(self, row: Row, below: Sequence[Row]) -> None:
        cells = [each for each in row.cells if id(each) not in self.done]
        if self.header is not None and self.header.table != row.table:
            self.header = None
        if self.part in SKIPPED and not any(self._leads_out(each) for each in cells):
            for each in cells:
                self.take(pictures_in(each), each.place)
        elif self.header is not None and not self._ends_list(cells):
            self._item(cells)
        elif (header := self._as_header(cells, row.table)) is not None:
            self.header = header
        else:
            self.header = None
            self._pairs(cells, below)

    def _leads_out(self, cell: Cell) -> bool:
        text = text_in(cell)
        return labels.label_anywhere(text) is not None or labels.band_in(text) not in {
            None,
            self.part,
        }

    def _ends_list(self, cells: Sequence[Cell]) -> bool:
        first = next((text_in(each) for each in cells if text_in(each)), "")
        return self.label(first) is not None or labels.band_in(first) is not None

    def _as_header(self, cells: Sequence[Cell], table: int) -> Header | None:
        """A row of nothing but labels of a list."""
        said = [each for each in cells if text_in(each)]
        for part in (self.part, Part.CONTRIBUTORS):
            if part not in labels.RECORDS:
                continue
            keys = [(labels.label_in(text_in(each), part), each) for each in said]
            keys = [
                (key, each)
                for key, each in keys
                if key or labels.words_of(text_in(each)) != ("序号",)
            ]
            if keys and labels.band_in(text_in(keys[0][1])) is part:
                keys = keys[1:]
            if len(said) == len(cells) and self._is_header({key for key, _ in keys}, part):
                self.part = part
                columns = [(key or "", each.column, each.column + each.span) for key, each in keys]
                self.gathered.asked.add(part.value)
                return Header(table, part.value, columns)
        return None

    def _is_header(self, keys: set[str | None], part: Part) -> bool:
        """Whether labels are those over the columns of a list: only 其他完成人 say so by themselves."""
        if None in keys or len(keys) < _FEWEST_HEADERS:
            return False
        return part is self.part or {"name", "duty"} <= keys

    def _item(self, cells: Sequence[Cell]) -> None:
        """A row of a list below its labels."""
        assert self.header is not None  # noqa: S101 - asked before
        for each in cells:
            self.take(pictures_in(each), each.place)
        if not any(text_in(each) for each in cells):
            return
        items = self.gathered.records.setdefault(self.header.path, [])
        items.append({})
        for place, cell in enumerate(cells):
            key = self.header.key_at(cell, place, len(cells))
            if key is not None and key not in items[-1]:
                self.gathered.add(self.header.path, key, text_in(cell), cell.place)
            elif text_in(cell) and not text_in(cell).isdecimal():
                self.lost.append((cell.place, text_in(cell)))

    def _pairs(self, cells: Sequence[Cell], below: Sequence[Row]) -> None:
        """Labels of a row with their blanks; of a row of nothing but labels, the blanks are below."""
        are_headings = all(self.is_known(text_in(each)) for each in cells)
        place = 0
        while place < len(cells):
            cell, rest = cells[place], cells[place + 1 :]
            place += 1
            if self._is_band(cell, rest, below):
                continue
            photos = labels.photos_below(text_in(cell), self.part)
            meaning = None if photos else self.label(text_in(cell))
            if photos is not None:
                self.photos = photos
                self.take(pictures_in(cell), cell.place)
            elif meaning is None:
                self._alone(cell)
            else:
                self.part = meaning[0]
                values = self._beside(rest)
                place += len(values)
                if not values and (not rest or are_headings):
                    values = self._below(cell, below)
                self._blank(cell, meaning[1], values)

    def _is_band(self, cell: Cell, rest: Sequence[Cell], below: Sequence[Row]) -> bool:
        """Whether a cell is a heading over or beside others; it leads into its part."""
        band = labels.band_in(text_in(cell))
        if band is None:
            return False
        following = rest[0] if rest else next((c for row in below[:1] for c in row.cells), None)
        after = text_in(following) if following is not None else ""
        inside = labels.label_in(after, band) or labels.label_anywhere(after)
        if self.label(text_in(cell)) is not None and not inside:
            return False
        self.part, self.photos = band, None
        return True

    def _beside(self, rest: Sequence[Cell]) -> list[Cell]:
        """The cells beside a label, up to the next one."""
        values: list[Cell] = []
        for each in rest:
            if self.label(text_in(each)) is not None or labels.band_in(text_in(each)) is not None:
                break
            values.append(each)
        return values

    def _below(self, cell: Cell, below: Sequence[Row]) -> list[Cell]:
        """The cell below a label that has nothing beside it."""
        if not below or not below[0].table:
            return []
        for each in below[0].cells:
            covers = each.column <= cell.column < each.column + each.span
            if (
                covers
                and self.label(text_in(each)) is None
                and labels.band_in(text_in(each)) is None
            ):
                self.done.add(id(each))
                return [each]
        return []

    def _blank(self, label: Cell, path: str, values: Sequence[Cell]) -> None:
        """What stands in the blank of a label."""
        weak = text_in(label) in _WEAK
        self.note_document(text_in(label))
        self.photos = photos_of(path)
        for each in values:
            self.take(pictures_in(each), each.place)
        place = values[0].place if values else label.place
        text = "\n".join(filter(None, map(self._own_text, values)))
        self.put(path, text, place, weak=weak)

    def _own_text(self, cell: Cell) -> str:
        """What stands in a blank, without headings for photos and captions below them."""
        kept: list[str] = []
        below_photo = False
        for line in lines_in(cell):
            if labels.photos_below(line.text, self.part) is not None:
                below_photo = True
            elif not is_limit(line.text) and not (
                below_photo and len(line.text) <= _LONGEST_CAPTION
            ):
                kept.append(line.text)
            below_photo = below_photo or bool(line.pictures)
        return "\n".join(kept).strip()

    def _alone(self, cell: Cell) -> None:
        """A cell that is no label: label and blank in one, pictures, the form's own words, or a stray."""
        text = text_in(cell)
        pictures = pictures_in(cell)
        self.take(pictures, cell.place)
        if not text or is_limit(text):
            return
        first, *others = [each for each in lines_in(cell) if each.text.strip()]
        if others and (meaning := self.label(first.text)) is not None:
            self.part = meaning[0]
            self._blank(cell, meaning[1], [Cell(tuple(others), cell.place)])
        elif not self._is_pairs(text, cell.place) and not self._is_furniture(cell, text):
            self.lost.append((cell.place, text))

    def _is_furniture(self, cell: Cell, text: str) -> bool:
        if all(self.is_furniture(line.text) or is_limit(line.text) for line in lines_in(cell)):
            return True
        return self.photos is not None and len(text) <= _LONGEST_CAPTION

    # ------------------------------------------------------------ labels, blanks

    def _is_pairs(self, text: str, place: str) -> bool:
        """Whether words are labels with their blanks behind colons: 姓名：张三　性别：男."""
        pair = _PAIR.match(text)
        if pair is None or self.label(pair[1]) is None:
            return False
        path = ""
        for piece in _GAP.split(text):
            inside = _PAIR.match(piece)
            meaning = self.label(inside[1]) if inside else None
            if inside is not None and meaning is not None:
                self.close()
                self.part, path = meaning
                self.photos = photos_of(path)
                self.open = (path, [inside[2]], place, False)
            elif self.open is not None and path:
                self.open[1].append(piece)
        if path == "video.name" and self.open is not None:
            lines = self.open[1]
            self.open = (path, ["".join(lines).removesuffix("。").strip("_＿ ")], place, False)
        if path.removeprefix("=") not in {"before.text", "after.text", "introduction"}:
            self.close()
        return True
