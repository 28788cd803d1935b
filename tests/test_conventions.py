"""The rules of the house that a test can hold."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.template.loader import get_template
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.blocks import BaseStreamBlock, ListBlock, StructBlock
from wagtail.fields import StreamField
from wagtail.models import Page, TranslatableMixin, get_page_models
from wagtail.snippets.models import get_snippet_models

from courses.models.pages import UnitPage

ROOT = Path(__file__).resolve().parents[1]
OURS = ("training", "courses", "assessments", "certificates", "home")
FORBIDDEN_NAMES = {"utils", "helpers", "services", "common", "misc", "core"}
TOP_LEVEL = {
    *OURS,
    *("tests", "docs", ".ci", "manage.py", "requirements.txt", "pyproject.toml"),
    *("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"),
    *(".gitignore", ".gitattributes"),
}
AUDIENCES = {"everyone", "signed in"}
STYLES = 25_000  # bytes that a page may load, uncompressed
ADMIN = {"admin", "desk", "exchange", "wagtailadmin", "pdf"}


def tracked_files():
    found = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [Path(line) for line in found.stdout.splitlines()]


def our_page_models():
    return [m for m in get_page_models() if m._meta.app_label in OURS]


def our_models():
    return [m for m in apps.get_models() if m.__module__.split(".")[0] in OURS]


def checks_itself(view):
    """Whether Wagtail's own permission policy guards the view."""
    return isinstance(view, type) and issubclass(view, PermissionCheckedMixin)


def our_views(patterns=None):
    for pattern in patterns or get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            yield from our_views(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            view = getattr(pattern.callback, "view_class", pattern.callback)
            if view.__module__.split(".")[0] in OURS and not checks_itself(view):
                yield pattern.callback


def test_imports_run_downwards_and_the_domain_core_is_pure():
    run = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports"))],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout


def test_no_file_is_a_dumping_ground():
    named = [p for p in tracked_files() if FORBIDDEN_NAMES & {p.stem, *p.parts[:-1]}]
    assert not named


def test_the_top_level_stays_as_it_is():
    assert {path.parts[0] for path in tracked_files()} <= TOP_LEVEL


def test_no_module_is_longer_than_400_lines():
    long = [
        (str(path), lines)
        for path in tracked_files()
        if path.suffix == ".py"
        and "migrations" not in path.parts
        and (lines := len((ROOT / path).read_text().splitlines())) > 400
    ]
    assert not long


@pytest.mark.parametrize("model", our_page_models(), ids=lambda m: m.__name__)
def test_every_page_type_says_where_it_may_live(model):
    assert "parent_page_types" in vars(model)


@pytest.mark.parametrize("model", get_snippet_models(), ids=lambda m: m.__name__)
def test_every_snippet_is_translatable(model):
    if model._meta.app_label in OURS:
        assert issubclass(model, TranslatableMixin)


def test_every_unit_is_a_page_in_a_module():
    for model in our_page_models():
        if issubclass(model, UnitPage):
            assert model.parent_page_types == ["courses.ModulePage"]


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def blocks_of(block):
    yield block
    if isinstance(block, (StructBlock, BaseStreamBlock)):
        for child in block.child_blocks.values():
            yield from blocks_of(child)
    elif isinstance(block, ListBlock):
        yield from blocks_of(block.child_block)


def our_blocks():
    for model in our_models():
        for field in model._meta.get_fields():
            if isinstance(field, StreamField) and model.__module__.startswith(OURS):
                yield from blocks_of(field.stream_block)


def test_every_block_template_exists():
    for block in our_blocks():
        if template := getattr(block.meta, "template", None):
            get_template(template)


def test_every_block_that_authors_choose_has_a_preview():
    for model in our_page_models():
        for field in model._meta.get_fields():
            if isinstance(field, StreamField):
                for block in field.stream_block.child_blocks.values():
                    assert block.is_previewable, block.name


def test_every_page_template_exists():
    for model in our_page_models():
        if issubclass(model, Page) and model.__name__ != "ModulePage":
            get_template(model.template)


def stylesheets(template):
    """Return those that a template loads, with what it extends and includes."""
    text = get_template(template).template.source
    found = set(re.findall(r"""static ["']([^"']+\.css)""", text))
    for tag in re.findall(r"""(?:extends|include) ["']([^"'.][^"']+)["']""", text):
        if tag != template:
            found |= stylesheets(tag)
    return found


def test_no_page_of_the_site_loads_more_css_than_the_design_allows():
    loaded = {}
    for path in tracked_files():
        if "templates" in path.parts and not ADMIN & set(path.parts):
            name = path.as_posix().split("/templates/", 1)[1]
            if name.endswith(".html"):
                files = [finders.find(file) for file in stylesheets(name)]
                loaded[name] = sum(Path(file).stat().st_size for file in files)
    assert loaded["assessments/question.html"] > loaded["base.html"] > 0
    assert {name: size for name, size in loaded.items() if size >= STYLES} == {}


def test_every_view_of_ours_says_who_may_see_it():
    views = list(our_views())
    assert len(views) > 15
    for view in views:
        audience = getattr(view, "audience", None)
        assert audience in AUDIENCES or "." in str(audience), view


def test_nothing_is_committed_that_looks_like_a_secret_or_a_leftover():
    pattern = re.compile(
        r"BEGIN (RSA |EC |OPENSSH )?PRIVATE KEY|breakpoint\(\)|TODO|FIXME"
        r"|^(<<<<<<<|>>>>>>>) ",
        re.MULTILINE,
    )
    for path in tracked_files():
        if (
            path.suffix in {".py", ".html", ".js", ".css"}
            and path.name != Path(__file__).name
        ):
            text = (ROOT / path).read_text(errors="ignore")
            if "axe" not in path.name:
                assert not pattern.search(text), path


def test_templates_have_no_inline_script_or_style():
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|\sstyle=|<style|\son\w+="
    )
    for path in tracked_files():
        if (
            path.suffix != ".html"
            or "admin" in path.parts
            or "wagtailadmin" in path.parts
        ):
            continue
        if "pdf" in path.parts:  # rendered to paper, never sent to a browser
            continue
        assert not inline.search((ROOT / path).read_text()), path
