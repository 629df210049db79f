"""What the clerk is told: the sheet 说明 and the text file beside the workbook."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.activity.model import Activity
from pipeline.forms import styles
from pipeline.forms.file_names import ROLES, UNIT_FOLDERS, VIDEO
from pipeline.forms.sheets import (
    CONTRIBUTORS,
    EMPLOYERS,
    FILING,
    GUIDE,
    HONOURS,
    PROJECTS,
    SHARED,
    UNIT,
)
from pipeline.tools.workbook import Cell, Look, Sheet

_SHEETS = (
    (UNIT, "提名单位的情况、提名函日期、本级公示。竖着填，内容写在“填写内容”一栏。"),
    (PROJECTS, "每个项目一行，按优先次序排列。编号 P01、P02……已填好，没有用到的行不用删。"),
    (CONTRIBUTORS, "其他完成人，每人一行，“编号”写所属项目。"),
    (HONOURS, "第一完成人的个人荣誉和项目团队获奖，每项一行。"),
    (EMPLOYERS, "每个单位一行，填一次即可：“项目”表里写上单位名称，其余单位栏目不用再填。"),
    (SHARED, "各项目都一样的填一次，如负面情形、经办人；某个项目不一样的，在“项目”表里另填。"),
    ("项目P01……", "每个项目一张竖表，看和填都可以，与“项目”表是同一份内容，填一处即可。"),
    (FILING, "社会组织备案申请表的内容，只有社会组织需要填写。"),
)
_HABITS = (
    "有底色、栏目名称带 * 的必填；其余有就填，没有就空着。",
    "有下拉列表的请从列表选择；日期写年月日，如 2023-8-20；是否类填“是”或“否”。",
    "限字数的栏目右边有“字数”，空格和换行不计；超过限制会变红。",
    "身份证号、电话、证书编号、专利号的格子已设为文本，从别处粘贴时请选“只粘贴文字”。",
    "可以调整列的顺序、加上自己的列，但不要改栏目名称；改了的栏目会在检查时提示。",
    "名字中间的点（如“努尔兰·叶尔肯”）任选一种即可，程序会统一。",
)


def materials(activity: Activity) -> dict[str, tuple[str, str]]:
    """What each file is called and how many are wanted, by the field it goes to."""
    items, video, evidence = activity.limits.items, activity.limits.video, activity.evidence
    before, after = items.get("before.photos"), items.get("after.photos")
    return {
        "before.photos": ("项目实施前的照片", f"最多{before.max}张" if before else ""),
        "after.photos": ("项目实施后的照片", f"最多{after.max}张" if after else ""),
        "video.file": ("项目视频", f"{video.max}个，{video.max_seconds}秒以内"),
        "evidence.frontline_certificate": ("一线职工证明", "必须有"),
        "evidence.skill_certificate": ("最高技能等级证书", "填了技能等级的必须有"),
        "evidence.title_certificate": ("最高职称证书", "填了职称的必须有"),
        "evidence.portraits": ("第一完成人形象照", f"{evidence.portraits}张"),
        "evidence.workplace": ("第一完成人工作场景照", f"{evidence.workplace}张"),
        "evidence.media": ("媒体宣传文稿", "没有可不放"),
        "evidence.other": ("其他证明材料", "没有可不放"),
        "employer.publicity.files": ("第一完成单位公示材料", "照片或截图"),
    }


def guide_sheet(activity: Activity) -> Sheet:
    """The sheet 说明."""
    sheet = Sheet(title=GUIDE, widths={1: 26, 2: 40, 3: 46}, tab_colour="7F7F7F", landscape=False)
    writer = _Lines(sheet)
    writer.title(f"{activity.name}　填写说明")
    writer.heading("一、各表填什么")
    for title, text in _SHEETS:
        writer.row(title, text)
    writer.heading("二、怎么填")
    for number, text in enumerate(_HABITS, start=1):
        writer.row(str(number), text)
    writer.heading("三、照片、证书等文件怎么放")
    writer.row(
        "位置",
        "放在与本工作簿同一文件夹的“附件”里，每个项目一个文件夹，名称以编号开头，如 附件/P01-张三",
    )
    writer.row("公示材料", f"本级公示的照片或截图放在“{UNIT_FOLDERS[0]}”，文件名不限")
    writer.row("格式", "照片和证书：jpg、png、pdf 等；视频：mp4 等。有几个时在名称后加 -1、-2")
    writer.heads("材料", "文件名", "数量")
    wanted = materials(activity)
    for path, names in ROLES.items():
        material, count = wanted[path]
        writer.columns(material, f"{names[0]}-1.{'mp4' if path == VIDEO else 'jpg'}", count)
    writer.heading("四、颜色")
    writer.row("有底色、带 *", "必填", fill="D6E4F0")
    writer.row("没有底色", "选填", fill="FAFAFA")
    writer.row("红色的字数", "超过字数限制，请删减", fill="FFD9D9")
    return sheet


class _Lines:
    """Writes one line after the other."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.at = sheet, 0

    def title(self, text: str) -> None:
        self._next(34)
        self.sheet.cells[self.at, 1] = Cell(value=text, look=styles.TITLE)

    def heading(self, text: str) -> None:
        self._next(30)
        self.sheet.cells[self.at, 1] = Cell(value=text, look=styles.GUIDE_HEAD)

    def row(self, name: str, text: str, *, fill: str = "") -> None:
        self._next(40 if len(text) > 40 else 22)
        look = styles.filled(styles.GUIDE_NAME, fill or styles.GUIDE_NAME.fill)
        self.sheet.cells[self.at, 1] = Cell(value=name, look=look)
        for column, value in ((2, text), (3, None)):
            self.sheet.cells[self.at, column] = Cell(value=value, look=styles.GUIDE_TEXT)
        self.sheet.merged.append(f"B{self.at}:C{self.at}")

    def heads(self, *texts: str) -> None:
        self._line(texts, styles.FORM_HEAD)

    def columns(self, *texts: str) -> None:
        self._line(texts, styles.GUIDE_TEXT)

    def _line(self, texts: Iterable[str], look: Look) -> None:
        self._next(22)
        for column, text in enumerate(texts, start=1):
            self.sheet.cells[self.at, column] = Cell(value=text, look=look)

    def _next(self, height_pt: float) -> None:
        self.at += 1
        self.sheet.heights[self.at] = height_pt


def guide_text(activity: Activity, folder: str) -> str:
    """The text file beside the workbook."""
    named = f'"{folder}"' if " " in folder else folder
    lines = [
        f"{activity.name}　提名材料",
        "",
        "在浏览器里办：",
        f"        wuxiao serve {named}",
        "        或者照下面一步一步办。不知道办到哪里了，看进度和下一步：",
        f"        wuxiao status {named}",
        "",
        "第一步　用Excel或WPS打开 dossier.xlsx，填写“提名单位”，保存后关闭。填法见“说明”表。",
        "第二步　给各单位发收集包，单位填好发回后收进来：",
        f"        wuxiao kit {named}",
        f"        wuxiao collect {named} 交回的文件",
        "        也可以自己填：项目填入工作簿，照片、证书、公示材料放进“附件”文件夹，按“说明”表命名。",
        "        例如：附件/P01/实施前-1.jpg　附件/P01/一线职工证明.pdf　附件/本级公示/网页截图.jpg",
        "        项目文件夹可改名为“P01-张三”这样的形式，开头的编号不要动；用不到的文件夹不用删。",
        "第三步　检查，按提示改正，直到没有“错误”：",
        f"        wuxiao check {named}",
        "第四步　生成现在能生成的文书；材料又填了一些，再执行一次，只重做有变化的：",
        f"        wuxiao build {named}",
        "        材料没有齐、想先看样子的，出草稿：",
        f"        wuxiao build {named} --draft",
        "第五步　打印、签字、盖章、扫描，然后收回扫描件、制作上传附件、归档登记，见使用手册。",
        "",
        "工作簿由您填写。程序只在“collect”收进材料、在网页上修改时写工作簿，写以前把原来的另存一份；",
        "检查、生成只读不写。文件名以“~$”开头的是Excel的临时文件，不必理会。",
        "",
    ]
    return "\n".join(lines)
