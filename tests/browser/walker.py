"""Somebody at a page of the house, with script or without: answers, presses, and looks around at each stop."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, ViewportSize, expect

NARROW, WIDE = ViewportSize(width=360, height=800), ViewportSize(width=1440, height=900)
OVER = "() => document.documentElement.scrollWidth - window.innerWidth"
SETTLED = "() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling, .htmx-added')"


@dataclass
class Walker:
    """One person's browser. `found` are the faults of all stops, each with the stop's name."""

    page: Page
    script: bool
    faults: Callable[[Page], list[str]]
    found: list[str] = field(default_factory=list)

    def stop(self, name: str) -> None:
        """axe, on a desk with script and on a phone without: each page on both. Sideways scrolling on both, always."""
        for size in (NARROW, WIDE) if self.script else (WIDE, NARROW):
            self.page.set_viewport_size(size)
            over = self.page.evaluate(OVER)
            self.found += [f"{name}: {over} px too wide at {size['width']}"] if over > 0 else []
        self.found += [f"{name}: {fault}" for fault in self.faults(self.page)]

    def pick(self, name: str, value: str = "") -> None:
        """Ticks a box or a choice; waits for (or, without script, asks for) the questions that follow from it."""
        which = f"[name='{name}']" + (f"[value='{value}']" if value else "")
        self._answer(self.page.locator(which).first, lambda one: one.check())

    def choose(self, name: str, value: str) -> None:
        self._answer(self.page.locator(f"select[name='{name}']"), lambda one: one.select_option(value))

    def _answer(self, one: Locator, act: Callable[[Locator], object]) -> None:
        asks = one.get_attribute("hx-post")
        if not asks:
            act(one)
        elif self.script:
            self.page.wait_for_load_state()  # htmx listens from then on
            with self.page.expect_response(lambda answer: answer.url.endswith(asks)):
                act(one)
            self.page.wait_for_function(SETTLED)
        else:
            act(one)
            with self.page.expect_navigation():
                self.page.click("button[value=refresh] >> nth=-1")

    def fill(self, name: str, text: str) -> None:
        self.page.fill(f"[name='{name}']", text)

    def press(self, words: str) -> None:
        self._onward(self.page.locator("main button", has_text=words).first)

    def follow(self, words: str) -> None:
        self._onward(self.page.locator("main a", has_text=words).first)

    def _onward(self, one: Locator) -> None:
        """Without script every button and link leads to a page: looking around before it has come finds none."""
        if self.script:
            one.click()
            return
        with self.page.expect_navigation():
            one.click()

    def sees(self, *sentences: str) -> None:
        for sentence in sentences:
            expect(self.page.locator("body")).to_contain_text(sentence)

    def open_task(self, title: str, number: str) -> None:
        """From the group's inbox: claim the row of this case, which leads to the task."""
        self.page.goto(f"/desk/?scope=group&q={number}")
        self.sees(title)
        self.page.locator(".inbox tbody button", has_text="签收").first.click()
        expect(self.page.locator("h1")).to_contain_text(title)

    def number(self) -> str:
        """The case whose end of application this is."""
        found = re.search(r"[A-Z]{2}-\d{4}-\d{6}", self.page.url)
        assert found, self.page.url
        return found[0]
