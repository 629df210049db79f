"""The table of typefaces: the only place that spells the name of a font.

Official paper knows five typefaces (GB/T 9704-2012; names as offices have them installed).  What Word
files ask for, what the print face asks for, what LibreOffice is told, and what a font in a PDF is taken
for, all of it is read off here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FreeFont:
    """A free font that stands in for one of the offices', or draws what others lack.

    Attributes:
        family: Its family.
        cut: PostScript name of the cut, where the family alone would not find it.
        alias: Name that the cut is given, so that it can be asked for.
        only: The characters it is asked for under its alias, as CSS writes them; "": all.
    """

    family: str
    cut: str = ""
    alias: str = ""
    only: str = ""

    @property
    def css_name(self) -> str:
        """What a style sheet asks for."""
        return self.alias or self.family


# Fandol's bold and regular cuts say the same of their weight, so each is asked for by its own name.
FANDOL_SONG = FreeFont("FandolSong", "FandolSong-Regular", "FandolSong Text")
FANDOL_SONG_BOLD = FreeFont("FandolSong", "FandolSong-Bold", "FandolSong Title")
FANDOL_FANG = FreeFont("FandolFang", "FandolFang-Regular", "FandolFang Text")
FANDOL_KAI = FreeFont("FandolKai", "FandolKai-Regular", "FandolKai Text")
FANDOL_HEI = FreeFont("FandolHei", "FandolHei-Regular", "FandolHei Text")
NOTO_SERIF = FreeFont("Noto Serif CJK SC")
NOTO_SANS = FreeFont("Noto Sans CJK SC")
BABELSTONE = FreeFont("BabelStone Han")
HANA_B, HANA_A = FreeFont("HanaMinB"), FreeFont("HanaMinA")
DEJAVU_SANS, DEJAVU_SERIF = FreeFont("DejaVu Sans"), FreeFont("DejaVu Serif")
LIBERATION_SERIF = FreeFont("Liberation Serif")

# Fandol draws a dollar for the full-width yen ￥: that one comes from elsewhere, and not from a font
# that a chain names too, which would then be passed over.
YEN = FreeFont("HanaMinA", "HanaMinA", "Yen", only="U+FFE5")

FREE_FONTS = (
    FANDOL_SONG, FANDOL_SONG_BOLD, FANDOL_FANG, FANDOL_KAI, FANDOL_HEI, NOTO_SERIF, NOTO_SANS,
    BABELSTONE, HANA_B, HANA_A, DEJAVU_SANS, DEJAVU_SERIF, LIBERATION_SERIF, YEN,
)  # fmt: skip

_SERIF_END = (NOTO_SERIF, BABELSTONE, DEJAVU_SANS, HANA_B, HANA_A)
# What FandolFang and FandolKai lack comes from BabelStone Han, as light as they are; its superscripts
# are weak, DejaVu Serif's are not.
_LIGHT_END = (DEJAVU_SERIF, BABELSTONE, NOTO_SERIF, DEJAVU_SANS, HANA_B, HANA_A)
_SANS_END = (NOTO_SANS, BABELSTONE, DEJAVU_SANS, HANA_B, HANA_A)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typeface:
    """A typeface of official paper.

    Attributes:
        chinese: What the standard calls it.
        word: Name of its font in Word files: the one that offices have.
        others: Names of its other versions, the nearest relative first.
        in_files: What the real font may call itself inside a PDF.
        variable: The variable that holds its chain of fonts in style sheets.
        print_chain: The free fonts that the print face falls back on, best first.
        generic: What CSS falls back on at last.
        office_chain: Families that LibreOffice takes for it, best first.
        marks: Parts of names by which a font of this typeface is known, whoever made it; in small
            letters, without spaces and hyphens.
    """

    chinese: str
    word: str
    others: tuple[str, ...]
    in_files: tuple[str, ...]
    variable: str
    print_chain: tuple[FreeFont, ...]
    generic: str
    office_chain: tuple[str, ...]
    marks: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its fonts on the computers of offices, the first as Word files have it."""
        return (self.word, *self.others)

    @property
    def nearest(self) -> str:
        """The nearest relative, which Word takes where the font itself is missing."""
        return self.others[0]

    def is_real(self, name: str) -> bool:
        """Whether a font of this name is the very one that Word files ask for."""
        return name in (self.word, *self.in_files)


BIAOSONG = Typeface(
    chinese="小标宋",
    word="方正小标宋简体",
    others=("方正小标宋_GBK",),
    in_files=("FZXiaoBiaoSong-B05S", "FZXBSJW--GB1-0"),
    variable="--biaosong",
    print_chain=(YEN, FANDOL_SONG_BOLD, *_SERIF_END),
    generic="serif",
    office_chain=(FANDOL_SONG_BOLD.alias, NOTO_SERIF.family, FANDOL_SONG.family),
    marks=("小标宋", "xiaobiaosong", "fzxbs", "fandolsongbold", "fandolsongtitlebold"),
)
FANG = Typeface(
    chinese="仿宋",
    word="仿宋_GB2312",
    others=("仿宋", "FangSong"),
    in_files=("FangSong_GB2312",),
    variable="--fang",
    print_chain=(YEN, FANDOL_FANG, *_LIGHT_END),
    generic="serif",
    office_chain=(FANDOL_FANG.family,),
    marks=("仿宋", "fangsong", "fzfs", "fandolfang", "stfang"),
)
KAI = Typeface(
    chinese="楷体",
    word="楷体_GB2312",
    others=("楷体", "KaiTi"),
    in_files=("KaiTi_GB2312",),
    variable="--kai",
    print_chain=(YEN, FANDOL_KAI, *_LIGHT_END),
    generic="serif",
    office_chain=(FANDOL_KAI.family,),
    marks=("楷", "kaiti", "fzkt", "fandolkai", "stkai"),
)
HEI = Typeface(
    chinese="黑体",
    word="黑体",
    others=("SimHei",),
    in_files=("SimHei",),
    variable="--hei",
    print_chain=(YEN, FANDOL_HEI, *_SANS_END),
    generic="sans-serif",
    office_chain=(FANDOL_HEI.family, NOTO_SANS.family),
    marks=("黑体", "simhei", "fzht", "fandolhei", "stheiti", "sanscjk", "yahei"),
)
SONG = Typeface(
    chinese="宋体",
    word="宋体",
    others=("SimSun",),
    in_files=("SimSun",),
    variable="--song",
    print_chain=(YEN, FANDOL_SONG, *_SERIF_END),
    generic="serif",
    office_chain=(FANDOL_SONG.family,),
    marks=(
        "宋", "simsun", "fzss", "fandolsong", "stsong", "serifcjk", "songti", "babelstone", "hanamin",
    ),
)  # fmt: skip

TYPEFACES = (BIAOSONG, FANG, KAI, HEI, SONG)
"""In the order in which a font's name is judged: 小标宋 and 仿宋 are 宋 as well."""

JOINED = "Times New Roman"
"""A Latin font of every office whose underscores join to one line."""

RARE = (BABELSTONE, HANA_B, HANA_A)
"""Free fonts with the rarest characters; BabelStone Han lacks five of 8,166."""

STAND_INS = (
    *((each.names, each.office_chain) for each in TYPEFACES),
    ((JOINED,), (LIBERATION_SERIF.family, DEJAVU_SERIF.family)),
)
"""Names of each font that offices have, and the families that LibreOffice takes for it, best first."""

LAST_RESORT = (*(font.family for font in RARE), NOTO_SERIF.family, DEJAVU_SANS.family)
"""Families that LibreOffice takes for characters that those lack."""

FREE_MARKS = ("fandol", "noto", "babelstone", "hanamin")
"""Parts of the names of free Chinese fonts, by which a stand-in is known."""

FREE_COLLECTION, FREE_CHOICE = "Fandol", "Fandol或Noto CJK"
"""For clerks: what to install where the offices' own fonts cannot be had."""

SCREEN_SANS = (
    "Microsoft YaHei", "PingFang SC", NOTO_SANS.family, "Source Han Sans SC", "WenQuanYi Micro Hei",
    "sans-serif",
)  # fmt: skip
SCREEN_SERIF = (FANDOL_SONG.family, NOTO_SERIF.family, SONG.nearest, "serif")
"""Families for pages that are read on a screen."""
