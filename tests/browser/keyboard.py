"""Somebody who has a keyboard and nothing else: keys are pressed, scripts only look at where the focus is.

At every press the focus must be somewhere, on the screen, uncovered, and drawn.
"""

from playwright.sync_api import Page

FARTHEST = 200  # presses of Tab before one gives up
LOOK = """() => {
  const on = document.activeElement, style = getComputedStyle(on), box = on.getClientRects()[0];
  const about = {tag: on.localName, type: on.type ?? "", name: on.name ?? "", value: on.value ?? "", id: on.id,
    checked: !!on.checked, words: on.textContent.replace(/\\s+/g, " ").trim(), class: on.className, trouble: ""};
  if (on === document.body) about.trouble = "nowhere";
  else if (!box || !box.width || !box.height) about.trouble = "on something without a size";
  else if (box.bottom <= 0 || box.top >= innerHeight) about.trouble = "out of the screen";
  else if (on.localName !== "main" && (style.outlineStyle === "none" || !parseFloat(style.outlineWidth)))
    about.trouble = "not drawn";
  else {
    const x = box.left + box.width / 2, y = Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 1);
    const top = document.elementFromPoint(x, y);
    if (!on.contains(top) && !top?.contains(on)) about.trouble = "covered by something";
  }
  return about;
}"""


class Keyboard:
    """`page` under the hands of somebody who cannot point."""

    def __init__(self, page: Page):
        self.page = page

    def look(self) -> dict:
        """Where the focus is: tag, type, name, value, id, checked, words. Fails when nobody would see it."""
        where = self.page.evaluate(LOOK)
        assert not where["trouble"], f"{self.page.url}: the focus is {where['trouble']}: {where}"
        return where

    def press(self, key: str, times: int = 1) -> None:
        for _time in range(times):
            self.page.keyboard.press(key)

    def tab(self) -> dict:
        self.press("Tab")
        return self.look()

    def tab_to(self, **wanted: str) -> dict:
        """Press Tab until the focus is on what has these properties; `words` only need to be among its words."""
        for _press in range(FARTHEST):
            where = self.tab()
            if all(value in where[key] if key == "words" else where[key] == value for key, value in wanted.items()):
                return where
        raise AssertionError(f"{self.page.url}: {wanted} is not reached with Tab")

    def skip_to_content(self) -> None:
        """The first Tab on a page gives the link that jumps over the menu."""
        assert self.tab()["words"] == "Aller au contenu"
        self.press("Enter")
        assert self.look()["tag"] == "main"

    def follow(self, words: str) -> None:
        """Go to the link or button with these words, and press Enter; waits for the page it leads to."""
        self.tab_to(words=words)
        with self.page.expect_navigation():
            self.press("Enter")

    def fill_in(self, *fields: tuple[str, str]) -> None:
        """Type each value into the field of that name, in the order of the page; a field that is filled is replaced."""
        for name, value in fields:
            self.tab_to(name=name)
            self.press("ControlOrMeta+A")
            self.page.keyboard.type(value)

    def give(self, where: dict, right: dict[str, list[str]]) -> None:
        """Answer in the field under the focus, `right` being the values to give by field name."""
        values = right[where["name"]]
        if where["type"] == "checkbox":
            if (where["value"] in values) != where["checked"]:
                self.press("Space")
        elif where["type"] == "radio":
            self._choose(where, values[0])
        elif where["tag"] == "select":
            self._select(where["name"], values[0])
        else:
            self.page.keyboard.type(values[0])

    def _choose(self, where: dict, value: str) -> None:
        """Space takes the dot under the focus, arrows go on to the next."""
        if where["value"] == value:
            self.press("Space")
            return
        for _arrow in range(10):
            self.press("ArrowDown")
            if self.look()["value"] == value:
                return
        raise AssertionError(f"{where['name']}: arrows do not lead to {value}")

    def _select(self, name: str, value: str) -> None:
        for _arrow in range(12):
            self.press("ArrowDown")
            if self.look()["value"] == value:
                return
        raise AssertionError(f"{name}: arrows do not lead to {value}")
