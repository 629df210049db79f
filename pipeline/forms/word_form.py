"""Write the Word form that an employer fills in: the official form, a named field in each blank.

The official form comes as our blank Word face or an office's own; the fields go beside its labels, as
`employer_form` lays out.  What the form has no label for is asked for in the supplement behind it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePosixPath
from typing import Any

from pipeline.activity.model import Activity
from pipeline.dossier.models import Nomination
from pipeline.forms import employer_form as layout
from pipeline.forms.addressee import subject_for
from pipeline.forms.employer_form import Blank, Where
from pipeline.forms.styles import header_text
from pipeline.forms.values import at
from pipeline.forms.word_fields import Fields, Line
from pipeline.forms.word_places import places_of
from pipeline.tools.word import formfile
from pipeline.tools.word.formfile import FormFile, Spot, squashed
from pipeline.tools.word.formtable import LabelledTable, heading, note

WHERE = "提名书"
NOTE = "（填写用表：在灰底处填写，有列表的从列表中选；填好后发回电子版，不用打印、签字、盖章）"
_YEAR_BLANK = "()年度"
_ROWS_BEHIND = 2
"""Items of a list that are asked for behind a form which has no rows for it."""


def write_word_form(
    form: bytes, activity: Activity, nomination: Nomination, employer: str | None = None
) -> bytes:
    """Put fields into a blank form, and the values of a nomination into the fields.

    Args:
        form: The blank form (`.docx`).
        activity: Says which fields there are, their options and limits.
        nomination: What is known already.
        employer: For whom it is made; None for nobody in particular.

    Returns:
        The form, the same bytes every time.

    Raises:
        TemplateError: The blank form is no sound `.docx`.
    """
    file = FormFile(form, WHERE)
    spots = file.spots()
    _Writer(file, Fields(activity, nomination), spots, places_of(spots, activity)).write()
    file.protect()
    file.be_about(subject_for(employer))
    return file.pack()


def fits(form: bytes, activity: Activity) -> int:
    """How many blanks of the layout a form has a label for.

    Raises:
        TemplateError: The form is no sound `.docx`.
    """
    return len(places_of(FormFile(form, WHERE).spots(), activity))


@dataclass(frozen=True, slots=True)
class _Writer:
    file: FormFile
    fields: Fields
    spots: Sequence[Spot]
    places: Mapping[str, Spot]

    def write(self) -> None:
        """Write everything; what the form has no place for goes into the supplement."""
        self.file.let_rows_grow()
        blanks = layout.blanks_of(self.fields.activity)
        left = [each for each in blanks if not each.is_item and not self._place(each)]
        lists = groupby((each for each in blanks if each.is_item), key=lambda each: each.list_path)
        of_lists = [list(found) for _, found in lists]
        lost = [each for each in of_lists if not self._place_list(each)]
        self._point_elsewhere()
        self._name_year()
        self._supplement(left, lost)
        self.file.body.insert(0, note(NOTE))

    # ------------------------------------------------------------ places

    def _place(self, blank: Blank) -> bool:
        """Put a blank's field where it belongs; False where the form has no such place."""
        spot = self._extra_label(blank) or self.places.get(blank.path)
        if spot is None:
            return blank.where is Where.FRAMES
        place = {
            Where.TICKS: self._place_ticks,
            Where.INSIDE: self._place_inside,
            Where.BELOW: self._place_below,
            Where.FRAMES: self._place_photos,
        }.get(blank.where, self._place_beside)
        return place(blank, spot)

    def _extra_label(self, blank: Blank) -> Spot | None:
        """Where the form prints the label of a field that the activity adds."""
        field = layout.field_of(self.fields.activity, blank)
        if not field.extra:
            return None
        label = squashed(field.label)
        return next((each for each in self.spots if each.is_cell and each.words == label), None)

    def _place_beside(self, blank: Blank, spot: Spot) -> bool:
        cell = spot.right()
        if cell is None:
            return False
        if blank.where is Where.CELL:
            self.file.append_line(cell, [self.fields.piece(blank)])
        else:
            self.file.put(cell, *self.fields.lines(blank))
        return True

    def _place_ticks(self, blank: Blank, spot: Spot) -> bool:
        ticks = [list(each) for each in self.fields.ticks(blank)]
        if not spot.is_cell:
            self.file.put(spot.element, [piece for each in ticks for piece in (*each, "　")])
            return True
        cell = spot.right()
        if cell is not None:
            for other in _inside(blank.label):
                ticks[-1] += [" ", self.fields.piece(other)]
            self.file.put(cell, *ticks)
        return cell is not None

    def _place_inside(self, blank: Blank, spot: Spot) -> bool:
        if not blank.under:
            self.file.put(spot.element, [f"{blank.label}: ", self.fields.piece(blank), "。"])
            return True
        cell, group = spot.right(), _inside(blank.under)
        if cell is not None and blank is group[0] and not _is_ticked(blank.under):
            line: Line = []
            for each in group:
                line += [f"{each.label}：", self.fields.piece(each), "　"]
            self.file.put(cell, line)
        return cell is not None

    def _place_below(self, blank: Blank, spot: Spot) -> bool:
        lines = formfile.lines_below(spot.element)
        for each in lines[1:]:
            self.file.body.remove(each)
        if lines:
            self.file.put(lines[0], [self.fields.piece(blank)])
        return bool(lines)

    def _place_photos(self, blank: Blank, spot: Spot) -> bool:
        """Say in each place for a photo what goes there; photos we have lie in the kit's folders."""
        table = formfile.table_below(spot.element)
        if table is None:
            return True
        names = [PurePosixPath(each).name for each in at(self.fields.nomination, blank.path)]
        for number, cell in enumerate(formfile.photo_places(table)):
            known = f"已有{names[number]}，" if number < len(names) else ""
            self.file.put_words(cell, f"{known}{layout.PHOTO_PROMPT}")
        self.file.open_for_editing(table)
        return True

    # ------------------------------------------------------------ lists

    def _place_list(self, blanks: Sequence[Blank]) -> bool:
        """Put the fields of a list into its rows; False where the form has no place for one of them."""
        spots = [self.places[each.path] for each in blanks if each.path in self.places]
        if len(spots) < len(blanks):
            return False
        fill = self._fill_columns if blanks[0].where is Where.COLUMN else self._fill_rows
        fill(blanks, spots[0].row())
        return True

    def _fill_columns(self, blanks: Sequence[Blank], header: Any) -> None:
        heads = [formfile.words_of(each) for each in formfile.cells_of(header)]
        room = self.fields.room(blanks[0].list_path)
        for number, row in enumerate(formfile.grow(formfile.rows_below(header), room)):
            cells = formfile.cells_of(row)
            for blank in blanks:
                cell = cells[heads.index(squashed(blank.label))]
                self.file.put_words(cell, self.fields.item_text(blank, number))
        self.file.open_for_editing(header.getparent())

    def _fill_rows(self, blanks: Sequence[Blank], first: Any) -> None:
        labels = [squashed(each.label) for each in blanks]
        rows = [first]
        for row in formfile.rows_below(first):
            heads = {formfile.words_of(each) for each in formfile.cells_of(row)}
            if not heads.issuperset(labels) or not formfile.goes_on(row):
                break
            rows.append(row)
        room = self.fields.room(blanks[0].list_path)
        for number, row in enumerate(formfile.grow(rows, room)):
            cells = formfile.cells_of(row)
            words = [formfile.words_of(each) for each in cells]
            for blank, label in zip(blanks, labels, strict=True):
                cell = cells[words.index(label) + 1]
                self.file.put(cell, [self.fields.item_piece(blank, number)])

    # ------------------------------------------------------------ the rest

    def _point_elsewhere(self) -> None:
        """Say where the values are filled in that the form shows twice."""
        for spot in self.spots:
            cell = spot.right()
            if spot.section == "一" and spot.words in layout.REPEATED and cell is not None:
                self.file.put_words(cell, layout.REPEATED[spot.words])

    def _name_year(self) -> None:
        year = self.fields.activity.year
        for spot in self.spots:
            if spot.words == _YEAR_BLANK and year:
                self.file.put(spot.element, [f"({year})年度"])

    def _supplement(self, left: Sequence[Blank], lost: Sequence[Sequence[Blank]]) -> None:
        """Ask behind the form for what it has no place for."""
        columns, table = self.fields.columns, LabelledTable()
        asked = [
            each for each in left if not columns[each.path].seldom or self.fields.is_given(each)
        ]
        for band, blanks in groupby(asked, key=lambda each: columns[each.path].band):
            table.band(band)
            for blank in blanks:
                cell = table.row(header_text(columns[blank.path]).replace("\n", ""))
                self.file.put(cell, *self.fields.lines(blank))
        for blanks_of_list in lost:
            self._ask_for_list(table, blanks_of_list)
        self.file.append(heading(layout.SUPPLEMENT_TITLE))
        self.file.append(table.element)

    def _ask_for_list(self, table: LabelledTable, blanks: Sequence[Blank]) -> None:
        path = blanks[0].list_path
        table.band(blanks[0].under)
        rows = max(len(self.fields.items(path)), min(self.fields.room(path), _ROWS_BEHIND))
        for number in range(rows):
            for blank in blanks:
                cell = table.row(layout.item_label(blank, number))
                self.file.put(cell, [self.fields.item_piece(blank, number)])


def _inside(under: str) -> list[Blank]:
    """The blanks that stand together in the cell beside a label."""
    return [each for each in layout.OFFICIAL if each.where is Where.INSIDE and each.under == under]


def _is_ticked(label: str) -> bool:
    """Whether the cell beside a label holds boxes to tick."""
    return any(each.where is Where.TICKS and each.label == label for each in layout.OFFICIAL)
