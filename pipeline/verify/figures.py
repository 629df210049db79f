"""The figures of official paper: what is measured, what is allowed, and where it stands.

`GB/T 9704-2012` with a section where the standard says it; 公文格式 where it is custom, or follows from
the standard's figures.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.typefaces.table import BIAOSONG, FANG

MM = 72 / 25.4
"""Points in a millimetre."""

GB = "GB/T 9704-2012"
CUSTOM = "公文格式"


@dataclass(frozen=True, slots=True)
class Figure:
    """One requirement.

    Attributes:
        id: Short name.
        item: 项目, as the report says it.
        allowed: 允许, as the report says it.
        source: Standard and section, or 公文格式.
        value: The figure; 0 where there is none.
        tolerance: How far from it is allowed, in the same unit.
    """

    id: str
    item: str
    allowed: str
    source: str
    value: float = 0.0
    tolerance: float = 0.0

    def holds(self, measured: float) -> bool:
        """Whether a measurement is within the tolerance."""
        return abs(measured - self.value) <= self.tolerance


def _gb(section: str) -> str:
    return f"{GB} {section}"


PAPER_MM = (210.0, 297.0)


@dataclass(frozen=True, slots=True)
class TypeArea:
    """版心 of a sheet that stands or lies, in millimetres from the page's top left corner."""

    left_mm: float
    top_mm: float
    width_mm: float
    height_mm: float

    @property
    def right_mm(self) -> float:
        """Right edge."""
        return self.left_mm + self.width_mm

    @property
    def bottom_mm(self) -> float:
        """Lower edge."""
        return self.top_mm + self.height_mm


UPRIGHT = TypeArea(28, 37, 156, 225)
LYING = TypeArea(37, 28, 225, 156)
"""The same turned on its side, for wide tables."""

TYPE_AREA_TOP_MM, TYPE_AREA_BOTTOM_MM = UPRIGHT.top_mm, UPRIGHT.bottom_mm
SEAL_ZONE_MM = 60.0

"""The type area.

"37 mm" of 天头 is measured to the upper edge of the type area, not to ink: GB/T 9704-2012 gives 156 × 225 mm
for a type area (版心) that 22 lines fill, and 225 / 22 = 10.227 mm is the pitch, so each line owns the space
around it.  The first line's characters stand in the middle of their 10.227 mm: their squares begin half of
the leading lower, (10.227 − 5.644) / 2 = 2.3 mm, at 39.3 mm, and the ink of most characters at 39.7 mm.  With
ink at 37 mm the 22nd line would end 4.6 mm above the lower edge, and the page number, which is measured from
that edge (7 mm), would stand too low.  So a verdict takes half of the leading off the first line's square
(`top_margin`); the lower edge is only not to be passed (`height`).
"""

PAGE_SIZE = Figure("page_size", "幅面", "每页210×297 mm（±1 mm）", _gb("5.1"), 0, 1)
TOP = Figure("top_margin", "天头（上白边）", "37±1 mm", _gb("5.2.1"), 37, 1)
LEFT = Figure("left_margin", "订口（左白边）", "28±1 mm", _gb("5.2.1"), 28, 1)
WIDTH = Figure("width", "版心宽", "156±1 mm，文字不伸出", _gb("5.2.1"), 156, 1)
HEIGHT = Figure("height", "版心下边", "距纸上边不超过262 mm（+1 mm）", _gb("5.2.1"), 262, 1)
BODY_FONT = Figure("body_font", "正文字体", FANG.chinese, _gb("5.2.2"))
BODY_SIZE = Figure("body_size", "正文字号", "3号（16±0.3 pt）", _gb("5.2.2"), 16, 0.3)
CHARACTERS = Figure("characters", "每行字数", "28字（±0.5）", _gb("5.2.3"), 28, 0.5)
LINES = Figure("lines", "每页行数", "22行（行距约29 pt）", _gb("5.2.3"), 22, 0.25)
FLUSH = Figure("flush", "两端对齐", "通栏各行右端相差不超过1 pt", CUSTOM, 0, 1)
MARKS = Figure("marks", "行首行末标点", "行首无点号和后引号，行末无前引号", CUSTOM)
GAPS = Figure("gaps", "行距一致", "各行、各段之间相差不超过0.15行", _gb("5.2.3"), 1, 0.15)
FILL = Figure("fill", "版面充实", "文字接排到下一面时，下边空不超过6行", CUSTOM, 0, 6)
LONELY = Figure("lonely", "孤行", "页首不单独排一段的最末一行", CUSTOM)
INK = Figure("ink", "文字颜色", "黑色（发文机关标志除外）", _gb("5.2.4"), 0, 60)
PLAIN = Figure("plain", "文字修饰", "没有加粗、下划线、删除线", CUSTOM)
TITLE_SIZE = Figure("title_size", "标题字号", "2号（22±0.5 pt）", _gb("7.3.1"), 22, 0.5)
TITLE_FONT = Figure("title_font", "标题字体", BIAOSONG.chinese, _gb("7.3.1"))
TITLE_CENTRED = Figure("title_centred", "标题居中", "偏离版心中线不超过3 pt", _gb("7.3.1"), 0, 3)
TITLE_SHAPE = Figure("title_shape", "标题排列", "一行，或梯形、菱形", _gb("7.3.1"))
TITLE_BREAK = Figure("title_break", "标题断行", "不拆开词语和数字", _gb("7.3.1"))
TITLE_DROP = Figure("title_drop", "标题上空", "版心上边下不超过5行", _gb("7.3.1"), 0, 5)
ADDRESSEE = Figure("addressee", "主送机关", "顶格，末尾全角冒号", _gb("7.3.2"), 0, 2)
ADDRESSEE_GAP = Figure("addressee_gap", "标题下空行", "空1行（±0.3行）", _gb("7.3.2"), 1, 0.3)
INDENT = Figure("indent", "段首", "左空2字（±0.2字）", _gb("7.3.3"), 2, 0.2)
HEADINGS = Figure("headings", "小标题字体", "“一、”黑体，“（一）”楷体", _gb("7.3.3"))
ATTACHMENTS = Figure(
    "attachments", "附件说明", "正文下空1行，左空2字，名称后不加标点", _gb("7.3.4"), 2, 0.2
)
DATE = Figure("date", "成文日期", "阿拉伯数字，年月日齐全，月、日不编虚位", _gb("7.3.5.4"))
DATE_PLACE = Figure("date_place", "日期位置", "右空4字（±0.5字）", _gb("7.3.5.1"), 4, 0.5)
ISSUER = Figure("issuer", "署名", "在日期之上，与日期中线相差不超过0.5字", _gb("7.3.5.1"), 0, 0.5)
ISSUER_GAP = Figure("issuer_gap", "署名上空", "正文下空不超过3行（+0.3行）", _gb("7.3.5.1"), 0, 3.3)
NOT_ALONE = Figure("not_alone", "署名日期与正文同面", "同一面至少有2行正文", _gb("7.3.5.5"), 2)
SEAL_ROOM = Figure("seal_room", "用印位置", "居中60×60 mm内没有其他文字", CUSTOM, 60)
SEAL = Figure("seal", "印章", "端正，居中下压署名和日期，上距正文1行之内", _gb("7.3.5.1"))
PAGE_NUMBER = Figure(
    "page_number", "页码", "4号（14 pt）宋体“— 1 —”，各页连续", _gb("7.5"), 14, 0.3
)
NUMBER_DEPTH = Figure("number_depth", "页码高低", "一字线上距版心下边7±1 mm", _gb("7.5"), 7, 1)
NUMBER_SIDE = Figure(
    "number_side", "页码左右", "单页右空1字，双页左空1字（±3 pt）", _gb("7.5"), 14, 3
)
EMBEDDED = Figure("embedded", "字体嵌入", "全部嵌入", CUSTOM)
GLYPHS = Figure("glyphs", "缺字", "没有缺字（空框）", CUSTOM)
HEAD_NAME = Figure(
    "head_name", "发文机关标志", "红色小标宋，居中，上边距纸上边30±1 mm", _gb("10.1"), 30, 1
)
HEAD_RULE = Figure(
    "head_rule", "上红色双线", "标志下4±1 mm，上粗下细，长170±1 mm，居中", _gb("10.1"), 4, 1
)
FOOT_RULE = Figure(
    "foot_rule", "下红色双线", "距纸下边20±1 mm，上细下粗，长170±1 mm，居中", _gb("10.1"), 20, 1
)
HEAD_NUMBER = Figure(
    "head_number", "发文字号", "第一条红色双线下，顶格居版心右边", _gb("10.1"), 0, 3
)
HEAD_PAGE = Figure("head_page", "首页页码", "首页不显示页码", _gb("10.1"))

RULE_LENGTH_MM, RULE_TOLERANCE_MM = 170.0, 1.0

# ---------------------------------------------------------------- forms: what tables ask for

LYING_SIZE = Figure("page_size", "幅面", "每页297×210 mm（±1 mm）", _gb("5.1"), 0, 1)
AREA = Figure("area", "版心", "表格和文字都在版心之内（±1 mm）", _gb("5.2.1"), 0, 1)
TABLE_WIDTH = Figure("table_width", "表宽", "与版心同宽（±1 mm），左右边线对齐", CUSTOM, 0, 1)
TABLE_TOP = Figure("table_top", "首行上边", "距版心上边不超过20 mm", _gb("5.2.1"), 0, 20)
TABLE_FONT = Figure(
    "table_font", "表格字体", f"{FANG.chinese}，栏名可用黑体、楷体", CUSTOM, 0, 0.02
)
TABLE_SIZE = Figure("table_size", "表格字号", "9～16 pt，一栏之内一致", CUSTOM)
TABLE_PITCH = Figure(
    "table_pitch", "表内行距", "字号的1.15～2倍，一段之内相差不超过1.5 pt", CUSTOM, 0, 1.5
)
TABLE_FLUSH = Figure("table_flush", "成段文字两端对齐", "各行右端相差不超过1 pt", CUSTOM, 0, 1)
CELL = Figure("cell", "字与框线", "距左右框线不小于0.5 mm", CUSTOM, 0.5)
SECTION_FONT = Figure("section_font", "小标题字体", "“一、”黑体，“（一）”楷体", _gb("7.3.3"))
TABLE_FILL = Figure("table_fill", "版面充实", "接排的各面，下边空不超过90 mm", CUSTOM, 0, 90)
LONELY_ROW = Figure("lonely_row", "续页", "表格续页不止一栏，段落末行不单独在页首", CUSTOM)
