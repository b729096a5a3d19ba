"""Two ways of using a page: by pointer, and by keyboard alone. A journey is written once and walked with either.

The keyboard reaches everything with Tab, and whatever it stops at must show that it has the focus and must not lie under
something else (WCAG 2.1.1, 2.4.7, 2.4.11).
"""

from typing import Any, Protocol

from playwright.sync_api import Locator, Page, expect

from tests.browser import FOCUSED, tab_to

# What a person sees of the focus: an outline or a shadow, on the element or on the label that stands for it.
SHOWS_FOCUS = """element => {
    const shown = one => {
        const style = getComputedStyle(one);
        const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
        return outlined || style.boxShadow !== 'none';
    };
    return element.matches(':focus-visible') && (shown(element) || [...(element.labels || [])].some(shown));
}"""
LIES_FREE = """element => {
    const box = element.getBoundingClientRect();
    const inside = [[.5, .5], [.1, .5], [.9, .5], [.5, .1], [.5, .9]].map(
        ([x, y]) => document.elementFromPoint(box.left + box.width * x, box.top + box.height * y));
    return inside.some(hit => hit && (hit === element || element.contains(hit) || hit.contains(element)
        || [...(element.labels || [])].some(label => label.contains(hit))));
}"""


class Hand(Protocol):
    """What a journey asks of whoever walks it."""

    def press(self, target: Locator) -> None: ...

    def write(self, field: Locator, text: str) -> None: ...

    def choose(self, field: Locator, label: str) -> None: ...

    def mark(self, choice: Locator) -> None: ...


class Pointer:
    """A mouse, and the keys for what is written."""

    def press(self, target: Locator) -> None:
        target.click()

    def write(self, field: Locator, text: str) -> None:
        field.click()
        field.fill(text)

    def choose(self, field: Locator, label: str) -> None:
        field.select_option(label=label)

    def mark(self, choice: Locator) -> None:
        choice.check()


class Keys:
    """Tab, Enter, Space, arrows and letters; nothing is touched that does not have the focus."""

    def press(self, target: Locator) -> None:
        self.reach(target)
        target.page.keyboard.press("Enter")

    def write(self, field: Locator, text: str) -> None:
        self.reach(field)
        page, kind = field.page, field.get_attribute("type")
        if kind == "date":
            year, month, day = text.split("-")
            self._write_parts(field, text, month, day, year)
        elif kind == "time":
            hour, minute = map(int, text.split(":"))
            self._write_parts(field, text, f"{hour % 12 or 12:02d}", f"{minute:02d}", "PM" if hour >= 12 else "AM")
        else:
            page.keyboard.press("Control+A")
            page.keyboard.type(text)
            expect(field).to_have_value(text)

    def _write_parts(self, field: Locator, text: str, *parts: str) -> None:
        """Write day or time part by part, as the browser's own field takes it; each full part moves on by itself.

        The order is that of the browser's own language, which the test's flags set to American English.
        """
        page = field.page
        for _ in range(4):
            page.keyboard.press("ArrowLeft")
        for part in parts:
            page.keyboard.type(part)
        expect(field).to_have_value(text)

    def choose(self, field: Locator, label: str) -> None:
        self.reach(field)
        field.page.keyboard.type(label)
        expect(field.locator("option:checked")).to_have_text(label)

    def mark(self, choice: Locator) -> None:
        """Tick a box, or go with the arrows through a group of radio buttons until this one is chosen."""
        page = choice.page
        if choice.get_attribute("type") != "radio":
            self.reach(choice)
            if not choice.is_checked():
                page.keyboard.press("Space")
        else:
            group = page.locator(f"input[type=radio][name='{choice.get_attribute('name')}']")
            self.reach(group, check=False)
            for _ in range(group.count() + 1):
                if choice.is_checked():
                    break
                page.keyboard.press("Space" if choice.evaluate(FOCUSED) else "ArrowDown")
        expect(choice).to_be_checked()

    def reach(self, target: Locator, *, check: bool = True) -> None:
        """Go on with Tab until the target has the focus, and look whether a person could see that."""
        any_of(target)
        tab_to(target.page, target) if target.count() == 1 else tab_to_any(target.page, target)
        if check:
            assert target.first.evaluate(SHOWS_FOCUS), f"the focus on {target} cannot be seen on {target.page.url}"
            assert target.first.evaluate(LIES_FREE), f"{target} has the focus under something else on {target.page.url}"


def any_of(target: Locator) -> None:
    expect(target.first).to_be_attached()


def tab_to_any(page: Page, group: Locator) -> None:
    """Press Tab until one of the group has the focus."""
    for _ in range(150):
        if group.evaluate_all("all => all.includes(document.activeElement)"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{group} cannot be reached with Tab on {page.url}")


HANDS: dict[str, Any] = {"pointer": Pointer, "keys": Keys}
