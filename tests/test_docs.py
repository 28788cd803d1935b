"""The Markdown files say what is so: links, commands, variables."""

import ast
import re
from pathlib import Path, PurePath

import pytest
from django.core.management import get_commands

from training.bootstrap.commands import OWN

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = ROOT / "training" / "settings"
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")],
    key=lambda path: str(path.relative_to(ROOT)),
)
# A decision tells of its day; the other pages tell of now.
LIVING = [page for page in PAGES if "decisions" not in page.parts]
SOURCES = [
    path.read_text(encoding="utf-8")
    for app in ("training", "courses", "assessments", "certificates", "home")
    for path in (ROOT / app).rglob("*.py")
]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)[^)]*\)")
COMMAND = re.compile(r"manage\.py ([a-z][a-z_]*)")
CODE = re.compile(
    r"`((?:training|courses|assessments|certificates|home|tests|docs|\.ci)/[^`\s]*)`"
)
CLASS = re.compile(r"`(?:\w+\.)*([A-Z][a-z]+(?:[A-Z][a-z]+)+)`")
ROW = re.compile(r"^\| `([A-Z][A-Z0-9_]+)` \| (.*?) \|", re.MULTILINE)
PICTURE_BYTES = 200_000
# What the table writes in place of a name.
NAMES_IN_PLACE = {"BASE_DIR": PurePath("<checkout>"), "DATA_DIR": "<DATA_DIR>"}


def text_of(page):
    return page.read_text(encoding="utf-8")


def page_id(page):
    return str(page.relative_to(ROOT))


def anchors(page):
    """Return the anchors that GitHub makes of the headings of ``page``."""
    titles = re.findall(r"^#+ (.+)$", text_of(page), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", title.lower()) for title in titles)
    return {title.strip().replace(" ", "-") for title in plain}


def relative_links(page):
    for target in LINK.findall(text_of(page)):
        if not re.match(r"[a-z]+:", target):
            yield target


@pytest.mark.parametrize("document", PAGES, ids=page_id)
def test_every_relative_link_leads_somewhere(document):
    for target in relative_links(document):
        path, _, anchor = target.partition("#")
        there = (document.parent / path).resolve() if path else document
        assert there.exists(), target
        if anchor and there.suffix == ".md":
            assert anchor in anchors(there), target


def test_every_picture_is_shown_and_small():
    shown = {
        (page.parent / target).resolve()
        for page in PAGES
        for target in relative_links(page)
    }
    for picture in (ROOT / "docs" / "images").iterdir():
        assert picture in shown, picture.name
        assert picture.stat().st_size < PICTURE_BYTES, picture.name


def test_every_picture_says_in_words_what_it_shows():
    for page in PAGES:
        assert "![](" not in text_of(page), page.name


@pytest.mark.parametrize("document", PAGES, ids=page_id)
def test_every_command_named_exists(document):
    known = {*get_commands(), *OWN, "help"}
    assert set(COMMAND.findall(text_of(document))) <= known


@pytest.mark.parametrize("document", LIVING, ids=page_id)
def test_every_file_and_class_named_exists(document):
    for name in CODE.findall(text_of(document)):
        assert list(ROOT.glob(f"{name.strip('/')}*")) or name == "tests/faults/", name
    for name in CLASS.findall(text_of(document)):
        assert any(re.search(rf"\b{name}\b", source) for source in SOURCES), name


def default_of(call):
    """Return the default that one call names, as the README's table writes it."""
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    node = given.get("default", call.args[1] if len(call.args) > 1 else None)
    if node is None:
        return "required"
    value = eval(ast.unparse(node), {"str": str}, NAMES_IN_PLACE)
    if isinstance(value, list):
        return ",".join(value)
    return str(int(value) if isinstance(value, bool) else value)


def is_reading(call):
    """Whether ``call`` reads a variable of the environment by its name."""
    named = call.args and isinstance(call.args[0], ast.Constant)
    source = ast.unparse(call.func)
    reads = source == "env" or source.startswith(("env.", "os.environ.", "os.getenv"))
    return bool(named and reads) and source != "os.environ.setdefault"


def variables_read():
    """Return ``(name, default)`` for each variable that settings read."""
    for module in SETTINGS.glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and is_reading(node):
                yield node.args[0].value, default_of(node)


def test_the_table_of_variables_is_what_settings_read():
    section = text_of(ROOT / "README.md").split("## Configuration", 1)[1]
    table = section.split("\n## ", 1)[0]
    listed = {name: cell.strip("`") for name, cell in ROW.findall(table)}
    read = {name: default or "empty" for name, default in variables_read()}
    assert listed == read


def test_no_default_is_read_in_two_ways():
    found = {}
    for name, default in variables_read():
        assert found.setdefault(name, default) == default, name


@pytest.mark.parametrize(
    ("source", "default"),
    [
        ('env("A", default="")', ""),
        ('env.bool("A", default=False)', "0"),
        ('env.list("A", default=["x", "y"])', "x,y"),
        ('env.db("A", default=f"sqlite:///{DATA_DIR}/s")', "sqlite:///<DATA_DIR>/s"),
        ('env("A", default=str(BASE_DIR / "data"))', "<checkout>/data"),
        ('env("A")', "required"),
    ],
)
def test_a_default_is_written_as_a_reader_sees_it(source, default):
    assert default_of(ast.parse(source, mode="eval").body) == default
