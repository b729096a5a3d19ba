"""Templates parse, use what they import, find what they name, and leave scripts and styles to files."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, TemplateSyntaxError, nodes

ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATES = ROOT / "templates"
CODE = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
INLINE = {
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
    "inline style": re.compile(r"<style|\sstyle\s*=", re.IGNORECASE),
    "event handler": re.compile(r"\s(on[a-z]+|hx-on[:\w-]*)\s*=", re.IGNORECASE),
    "script address": re.compile(r"javascript:|\bjs:", re.IGNORECASE),
}
NAMING = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
# Finders of templates that the code names in parts: errors/<status>.html.
NAMED_BY_RULE = re.compile(r"errors/\d{3}\.html")


def parsed(text: str) -> nodes.Template:
    return Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True).parse(text)


def faults_of(text: str) -> list[str]:
    try:
        tree = parsed(text)
    except TemplateSyntaxError as error:
        return [f"does not parse: {error}"]
    plain = CODE.sub(" x ", text)
    faults = [name for name, pattern in INLINE.items() if pattern.search(plain)]
    faults += [f"|{found.name}" for found in tree.find_all(nodes.Filter) if found.name == "safe"]
    faults += ["autoescape" for _ in tree.find_all(nodes.EvalContextModifier)]
    return faults + [f"{name} is imported and not used" for name in unused_imports(tree)]


def unused_imports(tree: nodes.Template) -> set[str]:
    imported = {node.target for node in tree.find_all(nodes.Import)}
    for node in tree.find_all(nodes.FromImport):
        imported |= {name if isinstance(name, str) else name[1] for name in node.names}
    return imported - {node.name for node in tree.find_all(nodes.Name)}


def named_in(tree: nodes.Template) -> Iterator[str]:
    for node in tree.find_all(NAMING):
        for constant in (
            node.template.find_all(nodes.Const) if not isinstance(node.template, nodes.Const) else [node.template]
        ):
            if isinstance(constant.value, str):
                yield constant.value


def every_template() -> list[Path]:
    return sorted(TEMPLATES.rglob("*.html"))


@pytest.mark.parametrize("path", every_template(), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_template_is_sound(path):
    assert faults_of(path.read_text(encoding="utf-8")) == []


def test_every_template_that_is_named_is_there_and_each_that_is_there_is_named():
    there = {str(path.relative_to(TEMPLATES)) for path in every_template()}
    named = {name for path in every_template() for name in named_in(parsed(path.read_text(encoding="utf-8")))}
    for path in (ROOT / "portal").rglob("*.py"):
        named |= set(re.findall(r"[\"']([\w/-]+\.html)[\"']", path.read_text(encoding="utf-8")))

    assert named - there == set()
    assert {name for name in there - named if not NAMED_BY_RULE.fullmatch(name)} == set()


@pytest.mark.parametrize(
    "text",
    [
        "{% if x %}",
        "{{ x|safe }}",
        "<script>alert(1)</script>",
        '<p style="color: red">',
        "<style>p {}</style>",
        '<a onclick="go()">',
        '<a href="javascript:go()">',
        '<p hx-on:click="go()">',
        '{% from "macros/forms.html" import field, error_summary %}{{ field(x) }}',
        '{% import "macros/forms.html" as forms %}',
        "{% autoescape false %}{{ x }}{% endautoescape %}",
    ],
)
def test_an_unsound_template_is_found(text):
    assert len(faults_of(text)) == 1


def test_a_sound_template_passes():
    assert faults_of('<script src="{{ asset("a.js") }}" defer></script><p class="on">{{ _("Hej") }}</p>') == []
