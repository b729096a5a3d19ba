"""A page as a browser reads it: links, forms with their fields and what stands in them, and which fields show an error."""

from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin

BUTTONS = {"submit", "button", "image", "reset"}
LOADED = {"stylesheet", "icon", "preload", "manifest"}


@dataclass
class Field:
    """One field of a form, with what stands in it."""

    name: str
    kind: str
    value: str = ""
    id: str = ""
    is_chosen: bool = True
    is_readonly: bool = False
    options: list[str] = field(default_factory=list)
    has_error: bool = False
    described_by: str = ""


@dataclass
class Form:
    """A form and where it is sent."""

    method: str
    action: str
    fields: list[Field] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return list(dict.fromkeys(one.name for one in self.fields))

    def named(self, name: str) -> Field:
        return next(one for one in self.fields if one.name == name)

    def filled(self, **typed: Any) -> dict[str, list[str]]:
        """Return what a browser would send: what stands there already, with these fields typed over."""
        sent: dict[str, list[str]] = {}
        for one in self.fields:
            if one.kind not in BUTTONS and one.is_chosen:
                sent.setdefault(one.name, []).append(one.value)
        for name, value in typed.items():
            sent[name] = [str(one) for one in value] if isinstance(value, list) else [str(value)]
        return sent


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lang = ""
        self.links: list[str] = []
        self.assets: list[str] = []
        self.forms: list[Form] = []
        self.ids: list[str] = []
        self.unsafe: list[str] = []
        self.form_by_id: dict[str, Form] = {}
        self.text: list[str] = []
        self._form: Form | None = None
        self._field: Field | None = None
        self._script = False

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in pairs}
        self._note(tag, given)
        self._read_form(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._field:
            self._field.value = self._field.value.replace("\r\n", "\n").removeprefix("\n")
            self._field = None
        elif tag == "select":
            self._end_select()
        elif tag in ("script", "style"):
            self._script = False

    def handle_data(self, data: str) -> None:
        if self._script:
            if data.strip():
                self.unsafe.append("inline script or style")
            return
        if self._field is not None and self._field.kind == "textarea":
            self._field.value += data
        self.text.append(data)

    def _note(self, tag: str, given: dict[str, str]) -> None:
        if tag == "html":
            self.lang = given.get("lang", "")
        if given.get("id"):
            self.ids.append(given["id"])
        if tag in ("script", "style") and given.get("type") not in ("application/json", "application/ld+json"):
            self._script = True
        handlers = [name for name in given if name == "style" or name.startswith("on")]
        self.unsafe.extend(f"{name}= on <{tag}>" for name in handlers)
        if tag in ("a", "area") and "href" in given:
            self.links.append(given["href"])
        elif tag == "link" and "href" in given:
            (self.assets if LOADED & set(given.get("rel", "").split()) else self.links).append(given["href"])
        elif "src" in given:
            self.assets.append(given["src"])

    def _read_form(self, tag: str, given: dict[str, str]) -> None:
        if tag == "form":
            self._form = Form(given.get("method", "get").lower(), given.get("action", ""))
            self.forms.append(self._form)
            if given.get("id"):
                self.form_by_id[given["id"]] = self._form
        elif tag in ("input", "textarea", "select", "button"):
            self._read_field(tag, given)
        elif tag == "option" and self._field is not None:
            value = given.get("value", "")
            self._field.options.append(value)
            if "selected" in given:
                self._field.value = value

    def _read_field(self, tag: str, given: dict[str, str]) -> None:
        form = self.form_by_id.get(given.get("form", "")) or self._form
        kind = {"input": given.get("type", "text").lower(), "button": given.get("type", "submit").lower()}.get(tag, tag)
        made = Field(
            given.get("name", ""),
            kind,
            given.get("value", "on" if kind == "checkbox" else ""),
            given.get("id", ""),
            is_chosen="checked" in given if kind in ("checkbox", "radio") else True,
            is_readonly="readonly" in given,
            has_error=given.get("aria-invalid") == "true",
            described_by=given.get("aria-describedby", ""),
        )
        if tag in ("textarea", "select"):
            self._field = made
        if form is not None and made.name and "disabled" not in given:
            form.fields.append(made)

    def _end_select(self) -> None:
        chosen, self._field = self._field, None
        if chosen is not None and not chosen.value and chosen.options:
            chosen.value = chosen.options[0]


class Page:
    """An HTML page that was answered at `url`."""

    def __init__(self, html: str, url: str = "/") -> None:
        self.html, self.url = html, url
        self._read = _Reader()
        self._read.feed(html)
        for form in self._read.forms:
            form.action = urljoin(url, form.action) if form.action else url

    @property
    def lang(self) -> str:
        return self._read.lang

    @property
    def forms(self) -> list[Form]:
        return self._read.forms

    @property
    def ids(self) -> list[str]:
        return self._read.ids

    @property
    def unsafe(self) -> list[str]:
        """Return scripts, styles and handlers that stand in the page itself, which the content policy forbids."""
        return self._read.unsafe

    @cached_property
    def links(self) -> list[str]:
        """Return where the links lead, without fragments, each once."""
        return list(dict.fromkeys(urldefrag(urljoin(self.url, link)).url for link in self._read.links))

    @cached_property
    def fragments(self) -> list[str]:
        """Return the places on this very page that links lead to."""
        return [link[1:] for link in self._read.links if link.startswith("#") and len(link) > 1]

    @cached_property
    def assets(self) -> list[str]:
        return list(dict.fromkeys(urljoin(self.url, asset) for asset in self._read.assets))

    @cached_property
    def text(self) -> str:
        return " ".join(" ".join(self._read.text).split())

    def form(self, action: str = "", *, holding: str = "") -> Form:
        """Return the first POST form that is sent to an address ending so, or that holds a field of this name."""
        for form in self.forms:
            if (
                form.method == "post"
                and form.action.split("?")[0].endswith(action)
                and (not holding or holding in form.names)
            ):
                return form
        raise LookupError(f"{self.url} has no form to {action or holding}: {[form.action for form in self.forms]}")
