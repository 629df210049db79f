"""A misspelt placeholder is found in every construct, whatever the data, and the right name told."""

from __future__ import annotations

import re
from functools import cache

import pytest

from pipeline.errors import TemplateError
from pipeline.render.html import page_environment
from pipeline.render.sources import misspelt_in
from pipeline.render.views import specimen
from pipeline.render.word import word_environment
from pipeline.tools.jinja import make_environment
from pipeline.tools.jinja.placeholders import Misspelt, find_misspelt, refuse_misspelt
from tests.render.cases import DOCUMENTS, TEMPLATES, activity

ENVIRONMENT = make_environment()


@cache
def names() -> dict[str, object]:
    return specimen(activity())


def misspelt(source: str) -> list[Misspelt]:
    return find_misspelt(source, names(), ENVIRONMENT, where="print.html")


MISSPELT = [
    ("{{ unit.nmae }}", "unit.nmae", "unit.name"),
    ("{{ uint.name }}", "uint", "unit"),
    ("{{ nomination.lead.nmae }}", "nomination.lead.nmae", "nomination.lead.name"),
    ("{{ nomination.before.txt }}", "nomination.before.txt", "nomination.before.text"),
    ("{{ unit['nmae'] }}", "unit.nmae", "unit.name"),
    ("{{ unit.name.first }}", "unit.name.first", ""),
    ("{{ unit.letter_date.yaer }}", "unit.letter_date.yaer", "unit.letter_date.year"),
    ("{{ unit.nmae | upper }}", "unit.nmae", "unit.name"),
    ("{{ unit.name | default(unit.nmae) }}", "unit.nmae", "unit.name"),
    ("{{ '一' if unit.nmae else '二' }}", "unit.nmae", "unit.name"),
    ("{{ unit.name or unit.nmae }}", "unit.nmae", "unit.name"),
    ("{{ unit.name ~ unit.nmae }}", "unit.nmae", "unit.name"),
    ("{{ [unit.nmae, {'a': unit.name}] }}", "unit.nmae", "unit.name"),
    ("{{ unit.nmae is defined }}", "unit.nmae", "unit.name"),
    ("{{ photo(unit.nmae, 1, width=2) }}", "unit.nmae", "unit.name"),
    ("{{ photo(1, width=unit.nmae) }}", "unit.nmae", "unit.name"),
    ("{{ nominations.padded(unit.nmae) }}", "unit.nmae", "unit.name"),
    ("{{ nominations.padded(rows=unit.nmae) }}", "unit.nmae", "unit.name"),
    ("{% if blank %}{{ unit.nmae }}{% endif %}", "unit.nmae", "unit.name"),
    ("{% if unit.nmae %}{% endif %}", "unit.nmae", "unit.name"),
    ("{% if 1 %}{% elif unit.nmae %}{% else %}{% endif %}", "unit.nmae", "unit.name"),
    ("{% if 1 %}{% else %}{{ unit.nmae }}{% endif %}", "unit.nmae", "unit.name"),
    ("{% set x = unit.nmae %}", "unit.nmae", "unit.name"),
    ("{% set x = unit %}{{ x.nmae }}", "x.nmae", "x.name"),
    ("{% set a, b = unit.nmae, 1 %}", "unit.nmae", "unit.name"),
    ("{% set x %}{{ unit.nmae }}{% endset %}", "unit.nmae", "unit.name"),
    ("{% with x = unit %}{{ x.nmae }}{% endwith %}", "x.nmae", "x.name"),
    ("{% with x = unit %}{% endwith %}{{ x.name }}", "x", ""),
    ("{% for n in nominations %}{{ n.lead.nmae }}{% endfor %}", "n.lead.nmae", "n.lead.name"),
    ("{% for n in nominatons %}{% endfor %}", "nominatons", "nominations"),
    ("{% for n in nominations if n.ttle %}{% endfor %}", "n.ttle", "n.title"),
    ("{% for n in nominations %}{% else %}{{ unit.nmae }}{% endfor %}", "unit.nmae", "unit.name"),
    ("{% for n in nominations %}{% endfor %}{{ n.title }}", "n", ""),
    ("{% for n in nominations.padded(9) %}{{ n.ttle }}{% endfor %}", "n.ttle", "n.title"),
    ("{{ nominations[0].ttle }}", "nominations[0].ttle", "nominations[0].title"),
    (
        "{% for a, b in nomination.before.photos.in_pairs() %}{{ b.capton }}{% endfor %}",
        "b.capton",
        "b.caption",
    ),
    ("{% for b in lead.sex.boxes %}{{ b.labl }}{% endfor %}", "b.labl", "b.label"),
    ("{% for h in lead.honours %}{{ h.issur }}{% endfor %}", "h.issur", "h.issuer"),
    ("{% for b in signing %}{{ b.recipent }}{% endfor %}", "b.recipent", "b.recipient"),
    ("{{ wording.lead_pledge.bdy }}", "wording.lead_pledge.bdy", "wording.lead_pledge.body"),
    ("{{ wording.ledge.body }}", "wording.ledge", "wording.lead_pledge"),
    ("{% macro m(x) %}{{ x.any }}{{ unit.nmae }}{% endmacro %}", "unit.nmae", "unit.name"),
    ("{% macro m(x=unit.nmae) %}{% endmacro %}", "unit.nmae", "unit.name"),
    ("{% macro m() %}{% endmacro %}{{ m(unit.nmae) }}", "unit.nmae", "unit.name"),
    (
        "{% macro m() %}{% endmacro %}{% call m() %}{{ unit.nmae }}{% endcall %}",
        "unit.nmae",
        "unit.name",
    ),
    ("{% block b %}{{ super() }}{{ unit.nmae }}{% endblock %}", "unit.nmae", "unit.name"),
    ("{% filter upper %}{{ unit.nmae }}{% endfilter %}", "unit.nmae", "unit.name"),
    ("{{ zzz }}", "zzz", ""),
    ("{{ nominations.paded(3) }}", "nominations.paded", "nominations.padded"),
    ("{{ lead.sex.boxs }}", "lead.sex.boxs", "lead.sex.boxes"),
    ("{{ skill_level }}", "skill_level", "nomination.lead.skill_level"),
]


@pytest.mark.parametrize(("source", "wrong", "right"), MISSPELT, ids=[each[0] for each in MISSPELT])
def test_a_misspelt_name_is_found_with_the_nearest_right_one(
    source: str, wrong: str, right: str
) -> None:
    known = {**names(), "photo": None, "title": None}
    problems = find_misspelt(source, known, ENVIRONMENT, where="print.html")
    assert [each.name for each in problems] == [wrong]
    if right == "nomination.lead.skill_level":
        assert problems[0].nearest.endswith("lead.skill_level")
    else:
        assert problems[0].nearest == right


@pytest.mark.parametrize(
    "source",
    [
        "",
        "{{ unit.name }}{{ unit['name'] }}",
        "{% for n in nominations %}{{ loop.index }}{{ n.lead.name }}{% endfor %}",
        "{% for a, b in nomination.after.photos.in_pairs() %}{{ a.caption }}{{ b }}{% endfor %}",
        "{% for n in nominations.padded(3) %}{{ n.title }}{% endfor %}",
        "{% set x = lead %}{{ x.name }}{% set a, b = 1, 2 %}{{ a }}{{ b }}",
        "{% set x %}一{% endset %}{{ x }}",
        "{% with x = unit, y = 1 %}{{ x.name }}{{ y }}{% endwith %}",
        "{% macro m(a, b=1) %}{{ a.any.thing }}{{ caller() }}{{ varargs }}{% endmacro %}{{ m(1) }}",
        "{% import '_shared/macros.html' as m %}{{ m.anything(unit.name) }}",
        "{% from '_shared/macros.html' import a, b as c %}{{ a(1) }}{{ c(2) }}",
        "{% block b %}{{ super() }}{% endblock %}{{ self.b() }}",
        "{% for p in wording.lead_pledge.body %}{% for q in p.parts %}{{ q.text }}{% endfor %}{% endfor %}",
        "{{ nominations | map(attribute='title') | join('、') }}",
        "{{ nominations.padded() }}{{ nominations.padded('x') }}",
        "{# {{ unit.nmae }} #}{% raw %}{{ unit.nmae }}{% endraw %}",
    ],
)
def test_right_names_are_no_problem(source: str) -> None:
    assert misspelt(source) == []


SYNTAX = [
    ("一\n{{ unit.name }", "第2行占位符里“}”这个地方写得不对"),
    ("{% if x %}", "第1行占位符没有写完"),
    ("{% nonsense %}", "第1行没有“{% nonsense %}”这种标记"),
    ("{% enfor %}", "改为 {% endfor … %}"),
    ("\n\n{{ }}", "第3行占位符的内容没有写完"),
    ("{{ unit.name | }}", "第1行占位符的内容没有写完"),
    ("{{ unit..name }}", "第1行占位符里的点号后面没有名称"),
    ("{{ unit。name }}", "第1行占位符里“。”这个地方写得不对"),
    ("{{ 'a }}", "第1行占位符里“'”这个地方写得不对"),
    ("{{ unit name }}", "第1行占位符里“name”这个地方写得不对"),
    ("{{ (unit.name }}", "第1行占位符里“}”这个地方写得不对"),
    ("{{ [unit.name) }}", "第1行占位符里“)”这个地方写得不对"),
    ("{% for n nominations %}{% endfor %}", "第1行占位符里“nominations”这个地方写得不对"),
    ("{% set 1 = 2 %}", "第1行占位符给不能改的名称赋了值"),
    ("{# 一", "第1行占位符没有写完"),
    ("{% for n in nominations %}{% endif %}", "第1行没有“{% endif %}”这种标记"),
    ("{% tr for n in nominations %}", "“{%tr … %}”放错了地方"),
]


@pytest.mark.parametrize(("source", "said"), SYNTAX, ids=[each[0] for each in SYNTAX])
def test_broken_syntax_is_told_in_chinese_with_its_line(source: str, said: str) -> None:
    with pytest.raises(TemplateError) as caught:
        misspelt(source)
    assert said in str(caught.value)
    assert not re.search("[A-Za-z]{3,} [a-z]{2,} [a-z]{2,}", str(caught.value))


def test_filters_and_tests_that_there_are_not_are_named_with_the_nearest() -> None:
    found = misspelt("一\n{{ unit.name | uper }}{% if unit.name is definde %}{% endif %}")
    assert found == [
        Misspelt("… | uper", "… | upper", "第2行"),
        Misspelt("… is definde", "… is defined", "第2行"),
    ]


def test_a_refusal_lists_every_wrong_name_once() -> None:
    found = misspelt("{{ unit.nmae }}{{ unit.nmae }}{{ zzz }}")
    with pytest.raises(TemplateError) as caught:
        refuse_misspelt(found, where="templates/x/print.html")
    assert str(caught.value).startswith("templates/x/print.html：模板中有不认识的占位符：")
    assert str(caught.value).count("unit.nmae") == 1
    assert "第1行“{{ unit.nmae }}”（是否应为“{{ unit.name }}”）；第1行“{{ zzz }}”" in str(
        caught.value
    )
    refuse_misspelt(misspelt("{{ unit.name }}"), where="x")


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("name", ["word.docx", "print.html"])
def test_our_own_templates_name_nothing_that_does_not_exist(document: str, name: str) -> None:
    assert misspelt_in(TEMPLATES / document / name, names(), where=document) == []


def test_every_filter_of_our_templates_is_known_to_its_engine() -> None:
    assert {"title_lines"} <= set(page_environment((TEMPLATES,)).filters)
    assert {"title_lines", "paragraphs"} <= set(word_environment().filters)
