"""What a file is, told by its bytes and never by its name, and what helps where it is of no use.

The one table of kinds: the loader, the checks, the photos and `convert` all ask here.
"""

from __future__ import annotations

import struct
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO

_HEAD_BYTES = 4096


class Group(StrEnum):
    """What can be done with files of a kind."""

    PICTURE = "picture"
    PDF = "pdf"
    VIDEO = "video"
    WORD = "word"
    OFFICE = "office"
    TEXT = "text"
    WRAPPED = "wrapped"
    """To be unpacked, decrypted or fetched first: the remedy holds wherever such a file is met."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file.

    Attributes:
        id: A short name: `jpeg`, `docx`…; empty for a kind that is not known.
        label: What a clerk calls it.
        group: What can be done with it.
        suffixes: Its usual suffixes, small letters, without the dot.
        remedy: What helps where a document is wanted and this kind is of no use.
        photo_remedy: The same where a photo is wanted.
    """

    id: str
    label: str
    group: Group = Group.OTHER
    suffixes: str = ""
    remedy: str = ""
    photo_remedy: str = ""

    def is_usual(self, name: str) -> bool:
        """Whether a file of this kind usually has a name that ends like this one."""
        return Path(name).suffix.casefold().removeprefix(".") in self.suffixes.split()


_AS_JPG = "用看图软件打开，另存为JPG"
_FROM_DOCUMENT = "打开文件，右键点照片，另存为图片（JPG）；最好换成照片原图"
_SCREENSHOT = "换成照片原图；没有原图的，打开后截图，存为JPG"
_ORIGINAL = "换成照片原图"
_AS_PDF = "用Word或WPS打开，另存为PDF；要盖章的，打印盖章后扫描成PDF"
_TABLE_AS_PDF = "用Excel或WPS打开，另存为PDF；要盖章的，打印盖章后扫描成PDF"
_UNPACK = "解压，把里面的文件放进来"
_DECRYPT = "在装有加密软件的电脑上解密（一般是右键菜单里的“解密”，或请管理员解密），再放进来"
_UNLOCK = "用Word、Excel或WPS打开，去掉密码，另存为PDF"
_FETCH_AGAIN = "从手机、邮箱或原来的电脑重新复制一份"
_SAVE_IN_CHAT = "在微信里打开这张图片，右键“另存为”，用另存的文件"

_TABLE = (
    FileKind("jpeg", "JPEG图片", Group.PICTURE, "jpg jpeg jpe jfif"),
    FileKind("png", "PNG图片", Group.PICTURE, "png"),
    FileKind("webp", "WebP图片", Group.PICTURE, "webp"),
    FileKind(
        "heic", "HEIC图片（苹果手机的照片格式）", Group.PICTURE, "heic heif hif",
        "在手机“设置—相机—格式”里选“兼容性最佳”后重拍，或用看图软件打开，另存为JPG",
    ),
    FileKind("avif", "AVIF图片", Group.PICTURE, "avif", _AS_JPG),
    FileKind("gif", "GIF图片", Group.PICTURE, "gif", _AS_JPG),
    FileKind("bmp", "BMP图片", Group.PICTURE, "bmp dib", _AS_JPG),
    FileKind("tiff", "TIFF图片", Group.PICTURE, "tif tiff", _AS_JPG),
    FileKind("psd", "Photoshop文件", Group.OTHER, "psd", "用Photoshop打开，另存为JPG"),
    FileKind("pdf", "PDF文件", Group.PDF, "pdf", "", _SCREENSHOT),
    FileKind(
        "ofd", "OFD文件", Group.OTHER, "ofd",
        "用政务系统、WPS或OFD阅读器打开，另存（导出）为PDF", _SCREENSHOT,
    ),
    FileKind(
        "ceb", "CEB文件（方正公文格式）", Group.OTHER, "ceb",
        "用方正Apabi Reader打开，打印成PDF", _SCREENSHOT,
    ),
    FileKind("caj", "CAJ文件（知网格式）", Group.OTHER, "caj", "用CAJViewer打开，打印成PDF", _SCREENSHOT),
    FileKind("xps", "XPS文件", Group.OTHER, "xps oxps", "用XPS查看器打开，打印成PDF", _SCREENSHOT),
    FileKind("cad", "CAD图纸", Group.OTHER, "dwg", "用CAD软件打开，打印成PDF", _SCREENSHOT),
    FileKind("video", "视频", Group.VIDEO, "mp4 m4v mov avi wmv mkv webm mpg mpeg flv 3gp ts mts rm rmvb"),
    FileKind("audio", "录音", Group.OTHER, "mp3 m4a wav amr flac ogg"),
    FileKind("docx", "Word文件", Group.WORD, "docx docm dotx", _AS_PDF, _FROM_DOCUMENT),
    FileKind("doc", "Word文件（旧格式）", Group.WORD, "doc dot wps", _AS_PDF, _FROM_DOCUMENT),
    FileKind("rtf", "RTF文件", Group.WORD, "rtf doc", _AS_PDF, _FROM_DOCUMENT),
    FileKind("odt", "OpenDocument文字文件", Group.WORD, "odt", _AS_PDF, _FROM_DOCUMENT),
    FileKind("xlsx", "Excel文件", Group.OFFICE, "xlsx xlsm", _TABLE_AS_PDF, _FROM_DOCUMENT),
    FileKind("xls", "Excel文件（旧格式）", Group.OFFICE, "xls et", _TABLE_AS_PDF, _FROM_DOCUMENT),
    FileKind("pptx", "PPT文件", Group.OFFICE, "pptx", "用PowerPoint或WPS打开，另存为PDF", _FROM_DOCUMENT),
    FileKind("ppt", "PPT文件（旧格式）", Group.OFFICE, "ppt dps", "用PowerPoint或WPS打开，另存为PDF", _FROM_DOCUMENT),
    FileKind("office", "Office或WPS文件", Group.OFFICE, "doc xls ppt wps docx xlsx pptx", _AS_PDF, _FROM_DOCUMENT),
    FileKind("locked", "设了打开密码的Office文件", Group.OTHER, "", _UNLOCK, _FROM_DOCUMENT),
    FileKind("mail", "Outlook邮件", Group.WRAPPED, "msg", "打开邮件，把附件另存出来", "打开邮件，把照片另存出来"),
    FileKind("zip", "压缩包（ZIP）", Group.WRAPPED, "zip", _UNPACK),
    FileKind("rar", "压缩包（RAR）", Group.WRAPPED, "rar", _UNPACK),
    FileKind("7z", "压缩包（7Z）", Group.WRAPPED, "7z", _UNPACK),
    FileKind("gz", "压缩包", Group.WRAPPED, "gz tgz xz bz2", _UNPACK),
    FileKind("esafenet", "被安全软件加密的文件（亿赛通）", Group.WRAPPED, "", _DECRYPT),
    FileKind("tsd", "被安全软件加密的文件（绿盾）", Group.WRAPPED, "", _DECRYPT),
    FileKind("pfile", "被安全软件加密的文件（微软信息保护）", Group.WRAPPED, "pfile", _DECRYPT),
    FileKind("wechat", "微信缓存的图片（加了密，别处打不开）", Group.WRAPPED, "dat", _SAVE_IN_CHAT),
    FileKind(
        "html", "网页文件", Group.TEXT, "html htm mht mhtml",
        "打开看看：是登录页、出错页的，回原来的网站重新下载；就是要这个网页的，用浏览器打开，打印成PDF", _ORIGINAL,
    ),
    FileKind("svg", "SVG图形", Group.OTHER, "svg", "用浏览器打开后截图，存为JPG"),
    FileKind("shortcut", "快捷方式（里面没有内容）", Group.WRAPPED, "lnk url", "把它指向的那个文件复制进来"),
    FileKind("program", "Windows程序", Group.OTHER, "exe dll scr", "不要打开它，可能是病毒；换成真正的文件"),
    FileKind("text", "文本文件", Group.TEXT, "txt md csv", _AS_PDF, _ORIGINAL),
    FileKind("zeros", "内容全是零的文件（复制、同步没有完成）", Group.WRAPPED, "", _FETCH_AGAIN),
    FileKind("empty", "空文件", Group.WRAPPED, "", _FETCH_AGAIN),
)  # fmt: skip

KINDS = {kind.id: kind for kind in _TABLE}
"""All kinds, by id."""

UNKNOWN = FileKind(
    "",
    "认不出的文件（可能已损坏，或被安全软件加了密）",
    remedy="用能打开它的软件打开，另存为PDF或JPG；打不开的，请原来的人重新发来",
)
"""What has no place in the table."""

PRINTABLE = frozenset({"jpeg", "png", "webp", "heic"})
"""Kinds of pictures that papers can show."""


def named(kind: str) -> FileKind:
    """The kind of an id; `UNKNOWN` where there is none."""
    return KINDS.get(kind, UNKNOWN)


def kind_of(path: Path) -> FileKind:
    """What a file is.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        return named(_kind(file))


# ---------------------------------------------------------------- how each is told

_SIGNATURES = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"8BPS", "psd"),
    (b"{\\rtf", "rtf"),
    (b"Founder CEB", "ceb"),
    (b"CAJ\x00", "caj"),
    (b"AC10", "cad"),
    (b"\x1a\x45\xdf\xa3", "video"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video"),
    (b"FLV\x01", "video"),
    (b"\x00\x00\x01\xba", "video"),
    (b"\x00\x00\x01\xb3", "video"),
    (b".RMF", "video"),
    (b"ID3", "audio"),
    (b"fLaC", "audio"),
    (b"OggS", "audio"),
    (b"#!AMR", "audio"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b\x08", "gz"),
    (b"\xfd7zXZ\x00", "gz"),
    (b"b\x14#e", "esafenet"),
    (b"%TSD-Header-###%", "tsd"),
    (b".pfile", "pfile"),
    (b"\x07\x08V1\x08\x07", "wechat"),
    (b"\x07\x08V2\x08\x07", "wechat"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "shortcut"),
    (b"[InternetShortcut]", "shortcut"),
)
_RIFF = {b"WEBP": "webp", b"AVI ": "video", b"WAVE": "audio"}
_ISO_BOXES = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"})
_ISO_BRANDS = {
    **dict.fromkeys(
        (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"), "heic"
    ),
    **dict.fromkeys((b"avif", b"avis"), "avif"),
    **dict.fromkeys((b"M4A ", b"M4B "), "audio"),
}
_TRANSPORT_STREAM = (0, 188, 376)
"""Where packets of an MPEG transport stream start (ISO/IEC 13818-1)."""


def _kind(file: IO[bytes]) -> str:
    head = file.read(_HEAD_BYTES)
    if not head.strip(b"\x00"):
        return "zeros" if head else "empty"
    if found := next((kind for start, kind in _SIGNATURES if head.startswith(start)), ""):
        return found
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(file, head)
    if head.startswith(_OLE):
        return _ole_kind(file, head)
    return _by_structure(head)


def _by_structure(head: bytes) -> str:
    """What is told by more than its first bytes; empty for what is not."""
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], "")
    if head[4:8] in _ISO_BOXES:
        return _ISO_BRANDS.get(head[8:12] if head[4:8] == b"ftyp" else b"", "video")
    signs = {
        "esafenet": b"E-SafeNet" in head[:512],
        "pdf": b"%PDF-" in head[:1024],
        "program": _is_program(head),
        "video": all(head[place : place + 1] == b"G" for place in _TRANSPORT_STREAM),
    }
    found = next((kind for kind, is_one in signs.items() if is_one), "")
    return found or _text_kind(head) or ("wechat" if _is_masked_picture(head) else "")


def _is_program(head: bytes) -> bool:
    """Whether the head is a Windows program's: its first two letters (MZ) alone tell nothing."""
    if head[:2] != b"MZ" or len(head) < 64:
        return False
    (start,) = struct.unpack_from("<I", head, 60)
    return head[start : start + 4] == b"PE\x00\x00"


def _is_masked_picture(head: bytes) -> bool:
    """Whether every byte is that of a JPEG or PNG, changed by the same mask (WeChat before 4.0)."""
    for start in (b"\xff\xd8\xff", b"\x89PNG"):
        mask = head[0] ^ start[0]
        if bytes(byte ^ mask for byte in head[: len(start)]) == start:
            return True
    return False


def _text_kind(head: bytes) -> str:
    if b"\x00" in head or not _is_text(head):
        return ""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:512].lower()
    if b"<svg" in start and b"<html" not in start:
        return "svg"
    is_page = start.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"mime-version:"))
    return "html" if is_page or b"<html" in start else "text"


def _is_text(head: bytes) -> bool:
    for encoding in ("utf-8", "gb18030"):
        try:
            head[: _HEAD_BYTES - 4].decode(encoding)
        except UnicodeDecodeError as error:
            if error.start < len(head) - 8:
                continue
        return not any(byte < 9 or 13 < byte < 27 for byte in head)
    return False


# ---------------------------------------------------------------- zip packages

_END_OF_ZIP = b"PK\x05\x06"
_LARGEST_END_BYTES = 22 + 65_535
_LARGEST_CONTENTS_BYTES = 1_000_000
"""A list of contents that is longer is no document's."""

_PARTS = (
    ("OFD.xml", "ofd"),
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("ppt/presentation.xml", "pptx"),
    ("FixedDocSeq.fdseq", "xps"),
    ("FixedDocumentSequence.fdseq", "xps"),
    ("[Content_Types].xml", "office"),
)


def _zip_kind(file: IO[bytes], head: bytes) -> str:
    if b"mimetypeapplication/vnd.oasis.opendocument.text" in head[:128]:
        return "odt"
    names = _names_in_zip(file) or _first_names(head)
    return next((kind for part, kind in _PARTS if part.casefold() in names), "zip")


def _names_in_zip(file: IO[bytes]) -> set[str]:
    """What a zip holds, in small letters; nothing where it is damaged or holds too much."""
    length = file.seek(0, 2)
    file.seek(max(0, length - _LARGEST_END_BYTES))
    tail = file.read(_LARGEST_END_BYTES)
    end = tail.rfind(_END_OF_ZIP)
    if end < 0 or len(tail) < end + 22:
        return set()
    (contents_bytes,) = struct.unpack_from("<I", tail, end + 12)
    if contents_bytes > _LARGEST_CONTENTS_BYTES:
        return set()
    try:
        with zipfile.ZipFile(file) as archive:
            return {name.replace("\\", "/").casefold() for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return set()


def _first_names(head: bytes) -> set[str]:
    """The name of a damaged zip's first file: its list of contents, at the end, is missing."""
    if len(head) < 30:
        return set()
    (length,) = struct.unpack_from("<H", head, 26)
    return {head[30 : 30 + length].decode("utf-8", "replace").casefold()}


# ---------------------------------------------------------------- compound files (OLE, [MS-CFB])

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = (
    ("EncryptedPackage", "locked"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
    ("__substg1.0_", "mail"),
)


def _ole_kind(file: IO[bytes], head: bytes) -> str:
    """What the first sector of the directory says a compound file is."""
    if len(head) < 512:
        return "office"
    (shift,) = struct.unpack_from("<H", head, 30)
    (first,) = struct.unpack_from("<I", head, 48)
    file.seek((first + 1) << min(shift, 12))
    directory = file.read(_HEAD_BYTES)
    entries = [directory[place : place + 64] for place in range(0, len(directory), 128)]
    for stream, kind in _STREAMS:
        if any(entry.startswith(stream.encode("utf-16-le")) for entry in entries):
            return kind
    return "office"
