"""Small files as employers send them back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from PIL import Image

from tests.collect.words import Block, word


def form(*rows: tuple[str, str], lead: str = "濮阳砚", more: tuple[Block, ...] = ()) -> bytes:
    """A short form: labels and blanks."""
    usual = {
        "项目名称": "剥线机", "项目类型": "小革新", "应用实施时间": "2022年3月1日", "第一完成人姓名": lead,
    }  # fmt: skip
    employer = {"第一完成单位名称": "云江缆芯电缆有限公司", "单位性质": "非公企业"}
    given = dict(rows)
    last = {label: given.pop(label, value) for label, value in employer.items()}
    filled = {**usual, **given, **last}
    return word([[label, value] for label, value in filled.items() if value], *more)


def jpeg(colour: str) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(stream, "JPEG")
    return stream.getvalue()


def zipped(files: Mapping[str, bytes], encoding: str = "utf-8") -> bytes:
    """A zip with names as Windows in China writes them (gbk), as others mistake these, or as UTF-8."""
    stream = io.BytesIO()
    stand_ins: dict[bytes, bytes] = {}
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files.items():
            raw = name.encode("gbk")
            stand_in = (f"{len(stand_ins):03}" + "x" * len(raw))[: len(raw)]
            written = {"gbk": stand_in, "mojibake": raw.decode("cp437")}.get(encoding, name)
            stand_ins[stand_in.encode()] = raw
            archive.writestr(written, data)
    made = stream.getvalue()
    for old, new in stand_ins.items():
        made = made.replace(old, new)
    return made
