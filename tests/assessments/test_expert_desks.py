"""What trainers and certifiers do at the desks of panels and sessions."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from assessments.models import (
    CutScore,
    KeyVersion,
    Panel,
    Panelist,
    QuizPage,
    StandardSetting,
)
from tests.assessments.builders import make_bank, make_question, make_quiz
from tests.assessments.experts import (
    adopt,
    judges_of,
    make_closed_panel,
    make_panel,
    make_setting,
    options_of,
    rate,
)
from tests.users.builders import make_user

pytestmark = pytest.mark.django_db

NOW = "django.utils.timezone.now"


@pytest.fixture(autouse=True)
def clock(monkeypatch, at):
    """Stop the clock, and forget who tried wrong links."""
    monkeypatch.setattr(NOW, lambda: at)
    cache.clear()


def invite(client, work, **fields):
    """Invite somebody at the desk; return the secret of the link shown."""
    name = "panel" if isinstance(work, Panel) else "standardsetting"
    fields = {"name": "", "email": "", "role": "peer"} | fields
    page = client.post(reverse(f"{name}:invite", args=[work.pk]), fields)
    assert "no-store" in page.headers["Cache-Control"]
    return re.search(r"/(?:panels|standards)/([\w-]+)/", page.text)[1]


def test_a_trainer_starts_a_panel_asks_people_and_closes_it(client, at):
    question = make_question(make_bank())
    client.force_login(make_user("Trainers"))
    start = f"{reverse('panel:new')}?bank={question.bank_id}"
    assert question.code in client.get(start).text
    fields = {"title": "Spring", "rule": "preview", "least_raters": 2}
    fields |= {"agreement_percent": 70, "least_options": 2, "unsafe_percent": 50}
    client.post(start, fields | {"questions": [question.pk]})
    panel = Panel.objects.get()
    desk = reverse("panel:inspect", args=[panel.pk])
    for _number in range(2):
        token = invite(client, panel)
        rate(Panelist.objects.by_token(token, at=at).get(), 4, 1, 2, at=at)
    page = client.get(desk).text
    assert "Finished" in page
    assert "What the panel said" not in page
    assert token not in page
    client.post(reverse("panel:close", args=[panel.pk]))
    page = client.get(desk).text
    assert page.count("<circle") == 6
    assert "2 people" in page


def test_a_certifier_adopts_what_a_trainer_may_only_read(client, at):
    panel = make_closed_panel(at=at)
    adopting = reverse("panel:adopt", args=[panel.pk])
    client.force_login(make_user("Trainers"))
    assert client.post(adopting, {"questions": [1]}).status_code in (302, 403)
    assert not KeyVersion.objects.exists()
    certifier = make_user("Certifiers")
    client.force_login(certifier)
    assert panel.questions.get().code in client.get(adopting).text
    client.post(adopting, {"questions": [1]})
    version = KeyVersion.objects.get()
    assert version.adopted_by == certifier
    desk = client.get(reverse("panel:inspect", args=[panel.pk])).text
    assert "version 1" in desk
    shown = client.get(reverse("keyversion:inspect", args=[version.pk])).text
    assert "Right" in shown


def test_an_invitation_goes_by_mail_with_the_link_alone(client, at):
    client.force_login(make_user("Trainers"))
    token = invite(client, make_panel(at=at), email="ana@example.org")
    (message,) = mail.outbox
    assert message.to == ["ana@example.org"]
    assert f"/attempts/panels/{token}/" in message.body
    assert token not in message.subject


def test_links_are_renewed_and_withdrawn_at_the_desk(client, at):
    client.force_login(make_user("Trainers"))
    panel = make_panel(at=at)
    panelist, token = panel.invite(at=at)
    named = {"person": panelist.pk}
    page = client.post(reverse("panel:renew", args=[panel.pk]), named).text
    new = re.search(r"/panels/([\w-]+)/", page)[1]
    assert not Panelist.objects.by_token(token, at=at).exists()
    client.post(reverse("panel:withdraw", args=[panel.pk]), named)
    assert not Panelist.objects.by_token(new, at=at).exists()
    alien = {"person": make_panel(at=at).invite(at=at)[0].pk}
    address = reverse("panel:withdraw", args=[panel.pk])
    assert client.post(address, alien).status_code == 404


DESK_ACTS = [
    *("panel:invite", "panel:renew", "panel:withdraw", "panel:close", "panel:adopt"),
    *("standardsetting:invite", "standardsetting:renew", "standardsetting:withdraw"),
    *("standardsetting:second_round", "standardsetting:close"),
]


@pytest.mark.parametrize("role", [None, "Trainees", "Agency members", "Certifiers"])
def test_others_do_nothing_at_the_desks(client, at, role):
    panel, setting = make_panel(at=at), make_setting(at=at)
    panelist, _token = panel.invite(at=at)
    client.force_login(make_user(*([role] if role else [])))
    may = {"panel:adopt", "standardsetting:close"} if role == "Certifiers" else set()
    for name in set(DESK_ACTS) - may:
        work = panel if name.startswith("panel") else setting
        address = reverse(name, args=[work.pk])
        answer = client.post(address, {"person": panelist.pk})
        assert answer.status_code in (302, 403), name
    for row in (panel, setting, panelist):
        row.refresh_from_db()
    assert panel.is_open
    assert setting.is_open
    assert panel.panelists.count() == 1
    assert panelist.withdrawn_at is None


def test_a_trainer_does_not_put_a_cut_on_record(client, at):
    client.force_login(make_user("Trainers"))
    setting = make_setting(at=at)
    judges_of(setting, 50, 60, at=at)
    client.post(reverse("standardsetting:close", args=[setting.pk]))
    assert not CutScore.objects.exists()


def test_names_and_comments_are_shown_as_text_never_as_markup(client, at):
    client.force_login(make_user("Trainers"))
    panel = make_panel(at=at)
    panelist, _token = panel.invite(at=at, name="<script>alert(1)</script>")
    row = panelist.ratings.for_sheets()[0]
    row.save_sheet(
        levels=dict.fromkeys(options_of(row), 2),
        unsafe={options_of(row)[0]: {"why": "<script>alert(2)", "citation": ""}},
        comment="<script>alert(3)",
        revision=0,
        at=at,
    )
    panelist.finish(at=at)
    panel.close(at=at)
    page = client.get(reverse("panel:inspect", args=[panel.pk])).text
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert") == 3


@pytest.mark.parametrize("name", ["panel", "standardsetting", "keyversion", "cutscore"])
def test_a_listing_costs_the_same_for_many(
    client, at, name, django_assert_max_num_queries
):
    client.force_login(make_user("Administrators"))
    for _number in range(4):
        adopt(make_closed_panel(at=at), at=at)
        setting = make_setting(at=at)
        judges_of(setting, 50, 60, at=at)
        setting.close(by=make_user(), at=at)
    client.get(reverse(f"{name}:index"))
    with django_assert_max_num_queries(15):
        assert client.get(reverse(f"{name}:index")).status_code == 200


def test_a_cut_goes_from_the_desk_to_the_quiz(client, at):
    quiz = make_quiz()
    client.force_login(make_user("Administrators"))
    start = f"{reverse('standardsetting:new')}?quiz={quiz.pk}"
    question = quiz.fixed_questions.get().question
    fields = {"just_enough": "Safe.", "questions": [question.pk]}
    client.post(start, fields)
    setting = StandardSetting.objects.get()
    judges_of(setting, 60, 71, at=at)
    client.post(reverse("standardsetting:second_round", args=[setting.pk]))
    for judge in setting.judges.all():
        judge.finish(at=at)
    client.post(reverse("standardsetting:close", args=[setting.pk]))
    cut = CutScore.objects.get()
    assert (
        "65.50"
        in client.get(reverse("standardsetting:inspect", args=[setting.pk])).text
    )
    form_class = QuizPage.get_edit_handler().get_form_class()
    form = form_class(instance=quiz, for_user=make_user(is_superuser=True))
    assert "Not set by a standard-setting study" in form.fields["pass_mark"].help_text
    assert list(form.fields["cut_score"].queryset) == [cut]
    quiz.cut_score = cut
    form = form_class(instance=quiz, for_user=make_user(is_superuser=True))
    assert "2 judges" in form.fields["pass_mark"].help_text
    other = form_class(instance=make_quiz(), for_user=make_user(is_superuser=True))
    assert not other.fields["cut_score"].queryset.exists()


def test_a_cut_fixed_by_law_is_put_on_record_with_its_basis(client, at):
    quiz = make_quiz()
    client.force_login(make_user("Certifiers"))
    fields = {"quiz": quiz.pk, "percentage": "75", "legal_basis": ""}
    answer = client.post(reverse("cutscore:legal"), fields)
    assert answer.status_code == 422
    assert not CutScore.objects.exists()
    fields["legal_basis"] = "DHS 75, section 3"
    client.post(reverse("cutscore:legal"), fields)
    assert "DHS 75, section 3" in client.get(reverse("cutscore:index")).text


def test_an_author_hears_that_the_experts_key_does_not_fit_any_more(at, rf):
    from assessments.experts.keys import warn_of_lost_key

    question = make_question()
    adopt(make_closed_panel(question, at=at), at=at)
    said = []
    request = rf.get("/")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "assessments.experts.keys.messages.warning",
            lambda _request, text: said.append(text),
        )
        warn_of_lost_key(request, question)
        assert not said
        raw = question.body.get_prep_value()
        raw[0]["value"]["options"][0]["value"]["text"] = "Leave."
        question.body = raw
        question.save()
        question.refresh_from_db()
        warn_of_lost_key(request, question)
    assert "version 1, 3 people" in said[0]
