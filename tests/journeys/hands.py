"""Two ways to use a page: by touch, and by keyboard alone."""

FURTHEST_TAB = 150

IS_FOCUSED = "element => element === document.activeElement"


class Touch:
    """Taps what a finger would tap."""

    name = "touch"

    def __init__(self, page):
        self.page = page

    def press(self, locator):
        locator.click()

    def write(self, locator, text):
        locator.fill(text)

    def choose(self, locator):
        locator.check()

    def pick(self, locator, value):
        locator.select_option(value)


class Keyboard:
    """Never touches: goes by Tab, chooses by Space and arrows, presses Enter."""

    name = "keyboard"

    def __init__(self, page):
        self.page = page

    def reach(self, locator):
        """Tab until ``locator`` has the focus; fail if Tab never comes there."""
        for _step in range(FURTHEST_TAB):
            if locator.evaluate(IS_FOCUSED):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not reach {locator}")

    def press(self, locator):
        self.reach(locator)
        self.page.keyboard.press("Enter")

    def write(self, locator, text):
        self.reach(locator)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def choose(self, locator):
        """Tick a box, or go through a group of radio buttons by arrow."""
        if locator.is_checked():
            return
        if locator.get_attribute("type") == "checkbox":
            self.reach(locator)
            self.page.keyboard.press("Space")
            return
        group = self.page.locator(f"input[name='{locator.get_attribute('name')}']")
        self._enter(group)
        for _step in range(group.count()):
            self.page.keyboard.press("Space")
            if locator.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"arrows do not reach {locator}")

    def pick(self, locator, value):
        """Go down a list of choices by arrow."""
        self.reach(locator)
        self.page.keyboard.press("Home")
        for _step in range(locator.locator("option").count()):
            if locator.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"arrows do not reach {value}")

    def _enter(self, group):
        for _step in range(FURTHEST_TAB):
            radios = group.all()
            if any(radio.evaluate(IS_FOCUSED) for radio in radios):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError("Tab does not reach the choices")
