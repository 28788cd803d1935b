"""The interface in Spanish: complete, true to its English, and seen on every page."""

import datetime as dt
import html
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.core import mail
from django.template import Context, Template
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Locale

from courses.models import CoursePage
from home.models import CataloguePage
from tests.assessments.builders import (
    answer_all,
    make_attempt,
    make_question,
    make_quiz,
    make_run,
    make_scenario,
)
from tests.certificates.builders import make_rendered
from tests.courses.builders import (
    make_catalogue,
    make_enrolment,
    make_lesson,
    make_module,
)
from tests.users.builders import PASSWORD, make_user

ROOT = Path(__file__).resolve().parents[1]
OURS = ("training", "courses", "assessments", "certificates", "home")
FOLDER = Path("training", "locale", "es", "LC_MESSAGES")
PLACEHOLDER = re.compile(r"%\(\w+\)\d*\w|%%\w?|\{\w*\}|</?\w+[^>]*>|&\w+;")
# Reads sources only, so it needs none of the site's settings.
EXTRACT = """
import sys, django
from django.conf import settings
from django.core.management import call_command
settings.configure(LOCALE_PATHS=["training/locale"])
django.setup()
call_command("makemessages", locale=["es"], domain=sys.argv[1], keep_pot=True)
"""
# We say "usted" to everybody.
FAMILIAR = re.compile(r"\b(tú|tu|tus|ti|contigo|vosotr[oa]s|vuestr[oa]s?)\b", re.I)

BY_NAME = [
    *("home:my", "home:support", "users:profile", "account_email"),
    *("account_change_password", "mfa_index", "mfa_list_webauthn"),
    *("usersessions_list", "account_reauthenticate", "account_logout"),
]
FOR_ANYBODY = [
    *("account_login", "account_signup", "account_reset_password"),
    *("account_reset_password_done", "certificates:verify", "home:support"),
]
CHECK = {
    "prompt": "<p>¿A quién cuida?</p>",
    "options": [{"text": "A ambas", "is_correct": True, "feedback": "Sí."}],
}


@pytest.fixture(scope="module")
def catalogue():
    return polib.pofile(str(ROOT / FOLDER / "django.po"))


def identity(entry):
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def sources_of(entry):
    return [entry.msgid, entry.msgid_plural] if entry.msgid_plural else [entry.msgid]


def words_of(entry):
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def extract(domain, copy):
    """Return what gettext finds in a copy of the sources; None if it is nothing."""
    unwanted = shutil.ignore_patterns("__pycache__", "locale", "fonts", "pictures")
    for name in OURS:
        shutil.copytree(ROOT / name, copy / name, ignore=unwanted)
    folder = copy / "training" / "locale"
    folder.mkdir()
    subprocess.run(
        [sys.executable, "-c", EXTRACT, domain],
        cwd=copy,
        check=True,
        capture_output=True,
    )
    found = folder / f"{domain}.pot"
    return polib.pofile(str(found)) if found.exists() else None


def test_the_catalogue_holds_every_string_and_no_other(catalogue, tmp_path):
    found = {identity(entry) for entry in extract("django", tmp_path)}
    held = {identity(entry) for entry in catalogue}
    assert found - held == set(), "Run the commands at the top of django.po."
    assert held - found == set(), "Run the commands at the top of django.po."


def test_scripts_take_their_words_from_the_page(tmp_path):
    assert extract("djangojs", tmp_path) is None


def test_everything_is_translated_and_sure(catalogue):
    assert not catalogue.obsolete_entries()
    assert [entry.msgid for entry in catalogue if entry.fuzzy] == []
    assert [entry.msgid for entry in catalogue if not entry.translated()] == []
    forms = catalogue.metadata["Plural-Forms"]
    assert forms == "nplurals=2; plural=(n != 1);"


def test_placeholders_and_tags_are_those_of_the_english(catalogue):
    for entry in catalogue:
        if entry.msgctxt == "date format":
            continue
        expected = [sorted(PLACEHOLDER.findall(text)) for text in sources_of(entry)]
        for words in words_of(entry):
            assert sorted(PLACEHOLDER.findall(words)) in expected, entry.msgid


def test_everybody_is_called_usted(catalogue):
    texts = [words for entry in catalogue for words in words_of(entry)]
    assert [text for text in texts if FAMILIAR.search(text)] == []


def test_beginnings_and_ends_match_the_english(catalogue):
    for entry in catalogue:
        for source, words in zip(sources_of(entry), words_of(entry), strict=False):
            assert words == words.strip(), words
            assert source.endswith("…") == words.endswith("…"), words
            assert source.endswith(":") == words.endswith(":") or source[-1] == ","


def test_the_compiled_catalogue_is_made_of_this_one(tmp_path):
    made = tmp_path / "django.mo"
    source = ROOT / FOLDER / "django.po"
    subprocess.run(["msgfmt", "--check", "-o", made, source], check=True)
    kept, fresh = (
        {identity(entry): words_of(entry) for entry in polib.mofile(str(path))}
        for path in (source.with_suffix(".mo"), made)
    )
    assert kept == fresh


# Pages ----------------------------------------------------------------------


@pytest.fixture
def english(catalogue):
    """Sentences of ours that nobody may read on a Spanish page."""
    plain = (entry for entry in catalogue if entry.msgid.count(" ") >= 2)
    return {
        text
        for entry in plain
        for text in sources_of(entry)
        if "%" not in text and text not in words_of(entry)
    }


@pytest.fixture
def module():
    """A module of a course in Spanish, in a site that has both languages."""
    spanish = Locale.objects.get_or_create(language_code="es")[0]
    english = make_catalogue()
    for page in (english.get_parent().specific, english):
        page.copy_for_translation(spanish).get_latest_revision().publish()
    course = CataloguePage.objects.get(locale=spanish).add_child(
        instance=CoursePage(
            title="Caminar", slug="caminar", summary="R", introduction="<p>I</p>"
        )
    )
    return make_module(course, objectives="<ul><li>Decir</li></ul>")


def addresses(*names):
    with translation.override("es"):
        return [reverse(name) for name in names]


def read(client, path):
    """Return a page as it is, once redirects are followed and entities resolved."""
    text = client.get(path, follow=True).content.decode()
    assert '<html lang="es"' in text, path
    return html.unescape(text)


def left_in_english(client, english, paths):
    found = []
    for path in paths:
        text = read(client, path)
        found += [(path, sentence) for sentence in english if sentence in text]
    return found


@pytest.mark.django_db
def test_pages_for_anybody_are_spanish(client, english, module):
    paths = [
        *("/es/", "/es/courses/", "/es/courses/?q=nada", "/es/nada/"),
        module.get_parent().get_url(),
        *("/es/verify/PRSS-0000-0000-0000-00000/", "/es/verify/PRSS-12/"),
        f"/es/verify/{make_rendered().number}/",
        *addresses(*FOR_ANYBODY),
    ]
    assert left_in_english(client, english, paths) == []


@pytest.mark.django_db
def test_pages_of_a_learner_are_spanish(client, english, module, at):
    note = "Se habla de una pérdida."
    body = [("check", CHECK), ("reflection", {"prompt": "¿Quién?", "hint": "Poco."})]
    lesson = make_lesson(module, content_note=note, body=body)
    spanish = {"locale": module.locale}
    quiz = make_quiz(module, [make_question(**spanish)], wait_minutes=10)
    scenario, locked = make_scenario(module), make_lesson(module)
    course = CoursePage.objects.get(locale=module.locale)
    enrolment = make_enrolment(course, make_user(language="es"), at=at)
    client.force_login(enrolment.learner)
    paths = [course.get_url(), locked.get_url(), lesson.get_url()]
    assert left_in_english(client, english, [*paths, *addresses(*BY_NAME)]) == []

    enrolment.complete_unit(lesson, at=at)
    attempt = make_attempt(quiz, enrolment, at=at)
    with translation.override("es"):
        one, review = (
            reverse("assessments:question", args=[attempt.public_id, 1]),
            reverse("assessments:review", args=[attempt.public_id]),
        )
        result = reverse("assessments:result", args=[attempt.public_id])
    assert left_in_english(client, english, [quiz.get_url(), one, review]) == []
    answer_all(attempt, at=at, is_right=False)
    attempt.submit(at=at)
    assert left_in_english(client, english, [quiz.get_url(), result]) == []

    enrolment.complete_unit(quiz, at=at)
    run = make_run(scenario, enrolment, at=at)
    with translation.override("es"):
        playing = run.get_absolute_url()
    assert left_in_english(client, english, [scenario.get_url(), playing]) == []


@pytest.mark.django_db
def test_dates_and_numbers_are_spanish(client, module):
    certificate = make_rendered()
    text = read(client, f"/es/verify/{certificate.number}/")
    assert "16 de noviembre de 2026" in text
    client.force_login(certificate.holder)
    with translation.override("es"):
        assert "Su certificado" in read(client, certificate.get_absolute_url())


# From one language to the other ---------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("/es/verify/", "/verify/"),
        ("/accounts/login/?next=/my/", "/es/accounts/login/?next=/my/"),
        ("/es/courses/", "/courses/"),
        ("/", "/es/"),
    ],
)
def test_the_language_switch_leads_to_the_same_page(client, module, here, there):
    assert f'href="{html.escape(there)}" lang=' in client.get(here).content.decode()


@pytest.mark.django_db
def test_signing_out_stays_in_the_language(client):
    client.force_login(make_user())
    assert client.post("/es/accounts/logout/").url == "/es/"


@pytest.mark.django_db
def test_mail_comes_in_the_language_of_the_account(client):
    make_user(email="lucia@example.org", language="es")
    client.post("/accounts/password/reset/", {"email": "lucia@example.org"})
    assert mail.outbox[-1].subject == "Elija una contraseña nueva"
    assert mail.outbox[-1].body.startswith("Hola:")


@pytest.mark.django_db
def test_whoever_signs_up_on_a_spanish_page_gets_spanish_mail(client):
    person = {"legal_name": "Lucía Pérez", "email": "l@example.org"}
    client.post("/es/accounts/signup/", person | {"password1": PASSWORD})
    assert mail.outbox[-1].subject == "Su código para Alongside"


@pytest.mark.parametrize(
    ("language", "day"),
    [("en", "November 15, 2026"), ("es", "15 de noviembre de 2026")],
)
def test_a_day_is_written_in_the_zone_of_the_clock_beside_it(language, day):
    instant = dt.datetime(2026, 11, 16, 1, 30, tzinfo=dt.UTC)
    beside = Template(
        "{% load certificate_words %}{{ at|long_date }}, {{ at|time:'H' }}"
    )
    with timezone.override("America/Chicago"), translation.override(language):
        assert beside.render(Context({"at": instant})) == f"{day}, 19"
