"""Four dossiers that every document must cope with, on both faces.

`full`: a well-filled city dossier; `sparse`: little more than the names; `extreme`: every field at
its limit or beyond what people write; `empty`: the official blank forms.  All people are invented.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from pipeline.activity.loading import load_activity
from pipeline.activity.model import Activity
from pipeline.dossier.milestones import Milestone
from pipeline.dossier.models import (
    Category,
    Contributor,
    Declarations,
    Dossier,
    Employer,
    Evidence,
    FieldOfWork,
    Filing,
    Honour,
    Lead,
    Nomination,
    Opinion,
    Ownership,
    Person,
    Publicity,
    Sex,
    Stage,
    Team,
    TeamKind,
    TitleLevel,
    Union,
    UnionRole,
    Unit,
    UnitKind,
    Video,
    WorkerKind,
)
from pipeline.papers.documents import UNIT, Scope, load_documents
from pipeline.papers.signing import MarkRow, SigningBlock
from pipeline.render.views import Subject, context

ROOT = Path(__file__).resolve().parents[2]
ACTIVITY_FOLDER = ROOT / "data" / "activities" / "jiangsu-wuxiao-2023"
TEMPLATES = ROOT / "templates"

RARE = (
    "㐱㑇㗊㚢㛇㞧㢨㧑㮾㳠㶲㺭㻑㻿䄻䓫䝼䦷䳟䴔䴙䶮垚彧晔焜燚珣璟竑𠇔𠡠𡛓𡵓𡸃𢒉𣛮𣲘𤆵𤎌𤧟𤩽𤰙𨪪𨰻𨱎𩇕𪜔"
    "𪨧𪨶𪲔𪻐𫍽𫔭𫖯𫘛𫝫𫞦𫢒𫰍𫲦𫵷𬀪𬇙𬈜𬊍𬍑𬍡𬎆𬜬𬤐𬬱𬬸𬬿𬭚𬮤𬮿𬱟𬳳𬴂𮧵𰎐𰎠𰞔𰬫𰵞𰽚𰽦𱂐𱉾𱔐𱪿𱯍𲊿"
)
"""Characters of real people's names (alipay/Z-RareCharacterSolution, Apache-2.0)."""

LATIN = "HTTP/2-MODBUS_RTU_OVER_TCP_GATEWAY_CONTROLLER_FIRMWARE_REVISION_2023.08.20_RC17_BUILD0042"
"""A Latin string without a place to break."""

TROUBLE = (
    "A<b>&amp;</b>{{ x }}{% y %}“引号”‘单引’——……①②③㎡℃≥±μm、CO₂、10⁻³ mol/L、Φ114×6（∅）【注】"
)
"""Text that templates, escaping and fonts must pass through unharmed."""

_STORY = (
    "针对钢包底吹透气砖更换频繁、作业环境恶劣的难题，项目团队反复试验，研制出可旋转的快换夹具，"
    "配合激光对中和扭矩提示，单次更换时间由52分钟缩短至18分钟，年节约耐材费用136.5万元，"
    "设备故障率下降72%，并在3条生产线推广应用，形成作业指导书1份、实用新型专利2件。"
)


def filled(limit: int, *, start: str = "") -> str:
    """Readable text of exactly `limit` characters without white space."""
    text = start
    while len(text) < limit:
        text += _STORY
    return text[: limit - 1] + "。"


def _person(name: str, number: int, *, job_title: str = "工会干事") -> Person:
    return Person(
        name=name,
        job_title=job_title,
        phone=f"0512-8000{number:04d}-8023",
        mobile=f"1380000{number:04d}",
        email=f"user{number:04d}@example.com",
        wechat=f"wx_{number:04d}",
    )


def _photos(number: int, stage: str, count: int) -> tuple[str, ...]:
    return tuple(f"附件/P{number:02d}/{stage}-{index + 1}.jpg" for index in range(count))


_NO = Declarations(
    classified=False, ip_dispute=False, drug=False, government_funded=False,
    provincial_award=False, already_recognised=False,
)  # fmt: skip
_TITLES = (
    "钢包底吹透气砖快换夹具及激光对中装置",
    "纺织细纱机锭带张力在线检测与自动补偿系统",
    "地铁车辆受电弓碳滑板磨耗快速测量尺",
    "高压开关柜带电显示器免拆卸校验方法",
    "污水处理厂曝气管防堵塞反冲洗工艺改进建议",
    "半导体晶圆传送盒自动开合夹爪",
)
_NAMES = ("沈珣", "欧阳振华", "陆璟", "顾彧", "司马燚", "丁一")


def _lead(index: int) -> Lead:
    return Lead(
        name=_NAMES[index],
        sex=Sex.FEMALE if index % 3 == 2 else Sex.MALE,
        worker_kind=WorkerKind.WORKER if index % 3 else WorkerKind.TECHNICIAN,
        id_number="329999198605173175",
        education="大专",
        degree="工学学士",
        skill_level="技师（二级）",
        skill_certificate="S000032999901212000317",
        title="工程师",
        title_level=TitleLevel.INTERMEDIATE,
        title_certificate="苏职称20180423号",
        job_title="炼钢分厂精炼班班长",
        mobile="13800000401",
        email="shenxun@example.com",
        postcode="215600",
        address="江苏省张家港市锦丰镇永新路1号",
        employed_in_province=True,
        previously_recognised=False,
        effectiveness="项目实施以来，透气砖更换时间缩短65%，累计节约耐材和能源费用308万元。" * 2,
        honours=(Honour(year="2021", name="“金扳手”技能标兵", issuer="苏州市总工会"),),
        contribution="提出快换夹具的总体方案，完成结构设计、样机试制和现场验证，编写作业指导书。"
        * 2,
        alias="透气砖郎中",
        achievements="从事炼钢一线工作17年，完成岗位革新23项，获授权实用新型专利4件，带出技师3名。",
    )


def _employer(index: int) -> Employer:
    name = "江苏沙洲特种钢铁有限公司" if index % 2 == 0 else "苏州锦绣纺织股份有限公司"
    return Employer(
        name=name,
        uscc="91329999MAQ7K31P97",
        registered_in_province=True,
        ownership=Ownership.PRIVATE,
        address="江苏省张家港市锦丰镇永新路1号",
        postcode="215600",
        contact=_person("蒋文藻", 402, job_title="人力资源部主管"),
        union=Union(
            name=f"{name}工会委员会",
            contact=_person("尤佩兰", 403),
            address="江苏省张家港市锦丰镇永新路1号行政楼3楼",
            postcode="215600",
        ),
        publicity=Publicity(
            start=date(2023, 7, 10), end=date(2023, 7, 14), place="公司公示栏、厂区电子屏",
            objections=False,
        ),
    )  # fmt: skip


def _nomination(index: int) -> Nomination:
    number = index + 1
    return Nomination(
        id=f"P{number:02d}",
        title=_TITLES[index],
        category=list(Category)[index % 5],
        patent_numbers=("ZL 2021 2 0487135.0", "ZL 2022 1 0236409.8")[: index % 3],
        field=FieldOfWork(level1="先进制造与重大装备", level2="装备制造", level3="冶金装备"),
        introduction=filled(260),
        in_use_since=date(2021, 12, 5),
        completed_in_province=True,
        remark="已推广" if index == 0 else None,
        declarations=_NO,
        lead=_lead(index),
        employer=_employer(index),
        before=Stage(text=filled(140), photos=_photos(number, "实施前", 2 + index % 3)),
        after=Stage(text=filled(280), photos=_photos(number, "实施后", 4 - index % 3)),
        video=Video(name="透气砖快换作业全过程", seconds=146),
        contributors=(
            Contributor(
                name="万里程", sex=Sex.MALE, job_title="炼钢工", skill_level="高级工（三级）",
                education="中专", duty="夹具装配和样机试验",
            ),
            Contributor(
                name="岑雪松", sex=Sex.FEMALE, job_title="安全员", title="助理工程师",
                education="本科", degree="学士", duty="作业方案和风险评估",
            ),
        ),
        team=Team(
            kind=(TeamKind.STUDIO_LED, TeamKind.CREW_LED),
            award=(Honour(year="2022", name="创新型示范班组", issuer="张家港市总工会"),),
        ),
        support=filled(240),
        plan=filled(150),
        opinion=Opinion(
            text=filled(220), handler=_person("盛楚岚", 425, job_title="四级主任科员"),
            address="江苏省苏州市姑苏区公园路66号", postcode="215006", email="szgh@example.com",
        ),
        evidence=Evidence(frontline_certificate=("附件/P01/一线职工证明.pdf",)),
    )  # fmt: skip


def _unit() -> Unit:
    return Unit(
        name="苏州市总工会",
        kind=UnitKind.CITY,
        summary=filled(380, start="我市各级工会围绕产业工人队伍建设改革，广泛开展群众性创新活动。"),
        union_role=UnionRole.LED,
        letter_date=date(2023, 8, 20),
        address="江苏省苏州市姑苏区公园路66号",
        postcode="215006",
        contact=_person("贺兰亭", 400, job_title="劳动和经济工作部副部长"),
        phone="0512-80003100",
        email="szgh@example.com",
        publicity=Publicity(
            start=date(2023, 8, 7), end=date(2023, 8, 11), place="苏州市总工会网站公告栏",
            objections=False,
        ),
    )  # fmt: skip


def _filing() -> Filing:
    return Filing(
        number="2023-007",
        full_name="江苏省机械工程学会",
        registered_in_province=True,
        organization_code="51329999MJD812345X",
        filled_on=date(2023, 6, 30),
        address="江苏省南京市鼓楼区中山北路200号",
        postcode="210009",
        contact=_person("贺兰亭", 400, job_title="秘书长"),
        has_union=True,
        union_name="江苏省机械工程学会工会委员会",
        union_contact=_person("尤佩兰", 403, job_title="工会主席"),
        summary=filled(470),
    )


def _full() -> Dossier:
    return Dossier(
        activity="jiangsu-wuxiao-2023",
        unit=_unit(),
        filing=_filing(),
        nominations=tuple(_nomination(index) for index in range(len(_TITLES))),
    )


def _sparse() -> Dossier:
    nomination = Nomination(
        id="P01",
        title="快换夹具",
        category=Category.RENOVATION,
        lead=Lead(name="丁一", sex=Sex.MALE, job_title="钳工"),
        employer=Employer(name="江苏沙洲特种钢铁有限公司"),
        before=Stage(text="更换慢。"),
        after=Stage(photos=_photos(1, "实施后", 1)),
        contributors=(Contributor(name="万里程", duty="装配"),),
    )
    return Dossier(
        activity="jiangsu-wuxiao-2023",
        unit=Unit(name="苏州市总工会", kind=UnitKind.CITY),
        filing=Filing(full_name="江苏省机械工程学会", has_union=False),
        nominations=(nomination,),
    )


def _long_person() -> Person:
    return Person(
        name="买买提艾力·阿布都热西提·吐尔逊江",
        job_title="劳动和经济工作部（技术创新与职业技能竞赛指导处）副部长、一级调研员",
        phone="0512-80003100-8023",
        mobile="13800000400",
        email="a.very.long.mailbox.name.without.any.break.at.all@subdomain.example.com",
        wechat="wxid_0123456789abcdefghij",
    )


_LONG_ADDRESS = "江苏省苏州市吴江区平望镇中鲈生态科技工业园区中鲈大道1888号综合行政楼西附楼3楼308室"
_LONG_NAME = "江苏省苏州工业园区新型显示与高端半导体装备关键零部件精密制造技术研究院有限责任公司"


def _extreme_lead() -> Lead:
    return Lead(
        name="买买提艾力·阿布都热西提·吐尔逊江" + RARE[30],
        sex=Sex.FEMALE,
        worker_kind=WorkerKind.TECHNICIAN,
        id_number="32999919860517317X",
        education="硕士研究生（在职教育）",
        degree="工程硕士专业学位",
        skill_level="高级技师（一级）（国家职业资格一级）",
        skill_certificate="S00003299990121200031700000000000001234",
        title="正高级工程师（冶金工程）、高级技能教师",
        title_level=TitleLevel.SENIOR,
        title_certificate="苏人社职称〔2018〕第20180423001号-补发-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        job_title=filled(30),
        mobile="13800000401",
        email="a.very.long.mailbox.name.without.any.break.at.all@subdomain.example.com",
        postcode="215600",
        address=_LONG_ADDRESS,
        employed_in_province=False,
        full_time_since=date(2019, 1, 1),
        previously_recognised=True,
        effectiveness=filled(300, start=LATIN + TROUBLE),
        honours=(
            Honour(year="2021", name=filled(40), issuer=_LONG_NAME),
            Honour(year="2022", name=LATIN, issuer="江苏省总工会"),
        ),
        contribution=filled(300, start=RARE),
        alias="“护栏郎中”、透气砖快换达人",
        achievements=filled(100) + "\n" + filled(100, start="第二段。"),
    )


def _extreme_employer() -> Employer:
    return Employer(
        name=_LONG_NAME,
        uscc="91329999MAQ7K31P97",
        registered_in_province=True,
        ownership=Ownership.INSTITUTION,
        address=_LONG_ADDRESS,
        postcode="215600",
        contact=_long_person(),
        union=Union(
            name=_LONG_NAME + "工会委员会",
            contact=_long_person(),
            address=_LONG_ADDRESS,
            postcode="215600",
        ),
        publicity=Publicity(
            start=date(2023, 7, 10), end=date(2023, 11, 30),
            place=f"https://www.example.com/{LATIN}/notice?id=20230710", objections=False,
        ),
    )  # fmt: skip


def _extreme_contributors() -> tuple[Contributor, ...]:
    def one(index: int) -> Contributor:
        return Contributor(
            name=RARE[index * 4 : index * 4 + 3] if index % 2 else "阿依努尔·买买提",
            sex=list(Sex)[index % 2],
            job_title="装备保障部高级主管兼第三党支部组织委员",
            skill_level="高级技师（一级）",
            title="正高级工程师",
            education="博士研究生",
            degree="工学博士",
            duty=filled(60) if index else LATIN,
        )

    return tuple(map(one, range(10)))


def _extreme_nomination() -> Nomination:
    return replace(
        _nomination(0),
        title="基于"
        + LATIN[:48]
        + "的“钢包底吹透气砖”快换夹具、激光对中与扭矩提示一体化装置及其在转炉—精炼—连铸全流程中的推广应用",
        category=Category.SUGGESTION,
        patent_numbers=tuple(f"ZL 2021 2 04871{index}.0" for index in range(30, 38)),
        introduction=filled(300, start=TROUBLE),
        in_use_since=date(2022, 12, 31),
        remark=filled(40),
        lead=_extreme_lead(),
        employer=_extreme_employer(),
        before=Stage(text=filled(150, start=LATIN), photos=_photos(1, "实施前", 4)),
        after=Stage(text=filled(300), photos=_photos(1, "实施后", 4)),
        video=Video(name=filled(60), seconds=180),
        contributors=_extreme_contributors(),
        team=Team(
            kind=tuple(TeamKind),
            other_text=filled(40),
            award=(Honour(year="2022", name=filled(40), issuer=_LONG_NAME),),
        ),
        support=filled(300),
        plan=filled(200),
        opinion=Opinion(
            text=filled(300), handler=_long_person(), address=_LONG_ADDRESS, postcode="215600",
            email="a.very.long.mailbox.name.without.any.break.at.all@subdomain.example.com",
        ),
    )  # fmt: skip


def _extreme() -> Dossier:
    filing = replace(
        _filing(), full_name=_LONG_NAME + "（江苏省级学会）", address=_LONG_ADDRESS,
        contact=_long_person(), union_name=_LONG_NAME + "工会委员会", union_contact=_long_person(),
        summary=filled(500, start=LATIN + RARE[:20]), number="苏工备〔2023〕第0007号",
    )  # fmt: skip
    publicity = Publicity(
        start=date(2023, 8, 7), end=date(2023, 12, 31), place=f"https://example.com/{LATIN}",
        objections=False,
    )  # fmt: skip
    unit = replace(
        _unit(), name="江苏省" + _LONG_NAME[3:30] + "产业工会委员会", summary=filled(400, start=LATIN),
        union_role=UnionRole.JOINED, letter_date=date(2023, 12, 31), address=_LONG_ADDRESS,
        letter_number="苏显示半导体工函〔2023〕128号", letter_signer="买买提艾力",
        letter_attachment="新型显示与高端半导体装备产业职工“五小”活动提名项目及第一完成人清单。",
        contact=_long_person(), publicity=publicity, email=_long_person().email,
    )  # fmt: skip
    first = _extreme_nomination()
    others = tuple(
        replace(first, id=f"P{number:02d}", title=filled(30 + number), patent_numbers=())
        for number in range(2, 21)
    )
    return Dossier(
        activity="jiangsu-wuxiao-2023", unit=unit, filing=filing, nominations=(first, *others)
    )


CASES: dict[str, Dossier] = {
    "full": _full(),
    "sparse": _sparse(),
    "extreme": _extreme(),
    "empty": Dossier(),
}


def _mark(who: str, kind: str, document: str, subject: str, place: str) -> MarkRow:
    return MarkRow(
        who=who, kind=kind, document=document, subject=subject, place=place,
        milestone=Milestone.NOMINATE, latest="8月31日", copies=1, file="01-签字材料.pdf",
    )  # fmt: skip


MARKS = (
    _mark("第一完成人　沈珣", "签字", "提名书", "P01 沈珣", "第一完成人（签字）："),
    _mark("第一完成单位负责人", "签字", "提名书", "P01 沈珣", "单位负责人签名（签章）："),
    _mark("第一完成单位", "盖章", "提名书", "P01 沈珣", "（单位公章）"),
    _mark("第一完成单位人事部门", "盖章", "一线职工证明", "P01 沈珣", "（人事部门盖章）"),
) * 8
"""Rows of an employer's block."""

SIGNING = (
    SigningBlock(
        UNIT, (_mark("提名单位", "盖章", "提名函", "苏州市总工会", "提名单位（盖章）："),)
    ),
    SigningBlock("江苏沙洲特种钢铁有限公司", MARKS),
)
"""What has to be signed."""


def activity() -> Activity:
    """The activity of all cases."""
    return load_activity(ACTIVITY_FOLDER)


DOCUMENTS: tuple[str, ...] = tuple(document.id for document in load_documents(TEMPLATES))
"""Ids of the documents."""


def subjects(document_id: str, name: str) -> Iterator[Subject]:
    """What a document is made for in a case: one subject per scope, the first nomination's."""
    dossier = CASES[name]
    document = next(each for each in load_documents(TEMPLATES) if each.id == document_id)
    for scope in document.scopes:
        nominations = dossier.nominations
        if scope is Scope.EMPLOYER:
            first = nominations[0].employer.name if nominations else None
            nominations = tuple(each for each in nominations if each.employer.name == first)
        yield Subject(
            scope=scope,
            dossier=dossier,
            nomination=nominations[0] if nominations and scope is Scope.NOMINATION else None,
            nominations=nominations,
            signing=_signing(name, scope),
            blank=name == "empty",
            columns=document.columns,
        )


def _signing(name: str, scope: Scope) -> tuple[SigningBlock, ...]:
    own, employer = SIGNING
    blocks = (own, replace(employer, rows=employer.rows[:3]) if name == "sparse" else employer)
    wanted = blocks[1:] if scope is Scope.EMPLOYER else blocks
    return () if name == "empty" else wanted


def contexts(document_id: str, name: str) -> list[dict[str, Any]]:
    """The contexts of a document in a case, one per scope."""
    return [context(subject, activity()) for subject in subjects(document_id, name)]


# ------------------------------------------------------------------------------ pictures

_SIZES = ((1600, 1200), (1200, 1600), (2400, 900), (900, 2400))


def picture(width_px: int, height_px: int, *, kind: str = "JPEG", **save: Any) -> bytes:
    """A picture with a circle, so that distortion shows, and a red top-left corner."""
    image = Image.new("RGB", (width_px, height_px), (178, 190, 205))
    draw = ImageDraw.Draw(image)
    radius = min(width_px, height_px) // 3
    centre = (width_px // 2, height_px // 2)
    draw.ellipse(
        (centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius),
        fill=(70, 110, 90), outline=(20, 20, 20), width=12,
    )  # fmt: skip
    draw.rectangle((0, 0, width_px // 8, height_px // 8), fill=(200, 30, 30))
    buffer = io.BytesIO()
    image.save(buffer, kind, **save)
    return buffer.getvalue()


def photo_names() -> list[str]:
    """Every photo that any case names."""
    names = {
        path
        for dossier in CASES.values()
        for nomination in dossier.nominations
        for path in (*nomination.before.photos, *nomination.after.photos)
    }
    return sorted(names)


def photo_folder(folder: Path) -> Path:
    """Write the pictures that the cases name below `folder`, and return it."""
    for index, name in enumerate(photo_names()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture(*_SIZES[index % len(_SIZES)], quality=80))
    return folder
