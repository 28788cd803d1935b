"""Nobody changes what was recorded about certificates without its showing."""

import datetime as dt
import shutil

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from certificates import anchoring, auditing, chain, keyring
from certificates.models import Anchor, Certificate, ChainHead, StatusEvent

from .builders import AT, decide, make_certificate

pytestmark = pytest.mark.django_db
TABLE = "certificates_statusevent"
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    return tmp_path / "anchors"


@pytest.fixture
def history(folder):
    """Five events of two certificates, anchored after the fourth."""
    one, two = make_certificate(), make_certificate()
    decide(one, "suspended", private_note="Between us", public_reason="Paperwork")
    decide(two, "revoked")
    assert anchoring.anchor_due(at=AT)
    decide(one, "reinstated")
    return one, two


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def audited(at=AT, **chosen):
    return auditing.audit(at=at, **chosen)


def first():
    found = audited().findings
    return (found[0].problem, found[0].where) if found else None


def rechain():
    """Do as somebody would who can write to the database: chain all anew."""
    previous, position = chain.GENESIS, 0
    for event in StatusEvent.objects.for_audit():
        position += 1
        event.position, event.previous_digest = position, previous
        previous = chain.digest(event.entry())
        sql(
            f"UPDATE {TABLE} SET position=%s, previous_digest=%s, digest=%s "
            "WHERE id=%s",
            *(position, event.previous_digest, previous, event.pk),
        )
    ChainHead.objects.update(position=position, digest=previous)


def test_what_nobody_touched_holds(history):
    counted = {"events": 5, "anchors": 1, "documents": 0}
    assert audited() == auditing.Audit("did:web:testserver", **counted, findings=())


def test_an_edit_is_named(history):
    sql(f"UPDATE {TABLE} SET public_reason=%s WHERE position=3", "Nothing at all")
    assert first() == ("edited", "3")


@pytest.mark.parametrize(
    "change",
    [
        "kind='restricted'",
        "reason_code='other'",
        "legal_basis='x'",
        "conditions='x'",
        "actor_id=NULL, last_day='2030-01-01'",
        "effective_at='2020-01-01 00:00:00+00'",
        "recorded_at='2020-01-01 00:00:00+00'",
        "note_digest='x'",
    ],
)
def test_no_fact_of_an_event_can_be_changed_unseen(history, change):
    sql(f"UPDATE {TABLE} SET {change} WHERE position=3")
    assert first() == ("edited", "3")


def test_moving_an_event_to_another_certificate_is_named(history):
    sql(f"UPDATE {TABLE} SET certificate_id=%s WHERE position=3", history[1].pk)
    assert first() == ("edited", "3")


def test_a_deletion_in_the_middle_is_named(history):
    sql(f"DELETE FROM {TABLE} WHERE position=3")
    assert first() == ("missing", "3")


def test_a_deletion_that_closes_the_gap_is_named(history):
    sql(f"DELETE FROM {TABLE} WHERE position=3")
    sql(f"UPDATE {TABLE} SET position=3 WHERE position=4")
    assert first() == ("edited", "3")


def test_a_tail_that_was_cut_is_named_by_the_anchor(history):
    sql(f"DELETE FROM {TABLE} WHERE position>3")
    rechain()
    found = audited().findings[0]
    assert (found.problem, found.where) == ("cut", "4")
    assert "2026-11-16" in str(found)


def test_a_tail_cut_behind_the_anchor_is_named_by_the_recorded_end(history):
    sql(f"DELETE FROM {TABLE} WHERE position=5")
    assert first() == ("cut", "5")


def test_an_insertion_is_named(history):
    sql(f"UPDATE {TABLE} SET position=position+100 WHERE position>2")
    sql(f"UPDATE {TABLE} SET position=position-99 WHERE position>100")
    event = StatusEvent.objects.get(position=2)
    event.pk, event.position, event.kind = None, 3, "reinstated"
    event.previous_digest = event.digest
    event.digest = chain.digest(event.entry())
    StatusEvent.objects.bulk_create([event])
    assert first() == ("edited", "4")


def test_an_event_added_behind_the_recorded_end_is_named(history):
    last = StatusEvent.objects.get(position=5)
    last.pk, last.position, last.previous_digest = None, 6, last.digest
    last.digest = chain.digest(last.entry())
    StatusEvent.objects.bulk_create([last])
    assert first() == ("added", "6")


def test_reordering_is_named(history):
    for old, new in ((3, 99), (4, 3), (99, 4)):
        sql(f"UPDATE {TABLE} SET position=%s WHERE position=%s", new, old)
    assert first() == ("edited", "3")


def test_a_chain_that_was_computed_anew_is_named_by_the_anchor(history):
    sql(f"UPDATE {TABLE} SET public_reason=%s WHERE position=3", "Nothing at all")
    rechain()
    found = audited().findings[0]
    assert (found.problem, found.where) == ("anchor", "4")
    assert "2026-11-16" in str(found)


def test_the_file_shows_it_when_the_row_was_changed_as_well(history, folder):
    sql(f"UPDATE {TABLE} SET public_reason=%s WHERE position=3", "Nothing at all")
    sql("DELETE FROM certificates_anchor")
    rechain()
    assert first() == ("anchor", "4")
    assert "lost" in {finding.problem for finding in audited().findings}


def test_an_anchor_kept_elsewhere_is_enough(history, folder, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(folder, elsewhere)
    sql("DELETE FROM certificates_anchor")
    shutil.rmtree(folder)
    sql(f"UPDATE {TABLE} SET public_reason=%s WHERE position=3", "Nothing at all")
    rechain()
    assert first() is None
    assert audited(copies=elsewhere).findings[0].problem == "anchor"


def test_a_forged_anchor_is_named(history, folder):
    file = folder / "2026-11-16.jws"
    header, payload, signature = file.read_text().split(".")
    file.write_text(".".join([header, payload[:-2] + "xx", signature]))
    assert first() == ("unsigned", "2026-11-16")


def test_an_anchor_says_only_what_its_own_day_had(history, folder):
    (folder / "2026-11-16.jws").rename(folder / "2026-11-15.jws")
    assert first() == ("unsigned", "2026-11-15")


def test_a_changed_note_is_named_and_an_erased_one_is_not(history):
    StatusEvent.objects.get(position=3).erase_note(by=None, at=AT)
    assert first() is None
    event = decide(history[0], "suspended", private_note="Between us")
    sql(f"UPDATE {TABLE} SET private_note='' WHERE position=%s", event.position)
    assert first() == ("note", str(event.position))


def test_a_note_that_went_without_a_word_is_named(history):
    sql(f"UPDATE {TABLE} SET private_note='', note_erased_at=recorded_at WHERE id>0")
    assert ("unsaid", "3") in [(f.problem, f.where) for f in audited().findings]


def test_an_erasure_cannot_be_said_of_another_event(history):
    told = StatusEvent.objects.get(position=3).erase_note(by=None, at=AT)
    sql(f"UPDATE {TABLE} SET about=1 WHERE position=%s", told.position)
    assert first() == ("edited", str(told.position))


def test_a_certificate_without_its_issue_is_named(history):
    sql(f"DELETE FROM {TABLE} WHERE certificate_id=%s", history[1].pk)
    rechain()
    assert ("unissued", history[1].number) in [
        (finding.problem, finding.where) for finding in audited().findings
    ]


def test_a_last_day_that_was_moved_without_renewing_is_named(history):
    Certificate.objects.filter(pk=history[0].pk).update(expires_on="2099-01-01")
    assert first() == ("term", history[0].number)


def test_the_end_is_anchored_once_a_day(history, folder):
    assert anchoring.anchor_due(at=AT) is None
    tomorrow = AT + dt.timedelta(days=1)
    assert anchoring.anchor_due(at=tomorrow).position == 5
    assert sorted(path.name for path in folder.iterdir()) == [
        "2026-11-16.jws",
        "2026-11-17.jws",
    ]


def test_a_file_that_was_lost_is_written_again(history, folder):
    (folder / "2026-11-16.jws").unlink()
    anchoring.anchor_due(at=AT)
    assert (folder / "2026-11-16.jws").exists()


def test_an_anchor_is_public_and_verifies(client, history):
    answer = client.get("/anchors/2026-11-16.jws")
    assert answer.status_code == 200
    said = anchoring.read("2026-11-16", answer.text, keyring.public_keys())
    event = StatusEvent.objects.get(position=4)
    assert (said.position, said.digest, said.problem) == (4, event.digest, "")
    for day in ("2026-11-15", "nonsense"):
        assert client.get(f"/anchors/{day}.jws").status_code == 404


def test_nothing_is_anchored_while_there_is_nothing():
    assert anchoring.anchor_due(at=AT) is None
    assert not Anchor.objects.exists()


def test_days_without_an_anchor_are_warned_of(history, folder):
    anchoring.anchor_due(at=AT + 4 * DAY)
    found = audited(AT + 8 * DAY)
    assert found.findings == ()
    assert [w.partition(":")[0] for w in found.warnings] == [
        "No anchor is kept of 2026-11-17 to 2026-11-19",
        "No anchor is kept of 2026-11-21 to 2026-11-22",
    ]


def test_without_any_anchor_somebody_took_them_away(history, folder, tmp_path):
    copy = tmp_path / "2026-11-16.jws"
    shutil.copy(folder / copy.name, copy)
    sql("DELETE FROM certificates_anchor")
    shutil.rmtree(folder)
    assert audited(AT + DAY).findings == ()
    found = audited(AT + 3 * DAY).findings
    assert [(one.problem, one.where) for one in found] == [("unanchored", "2026-11-16")]
    found = audited(AT + 3 * DAY, copies=copy).findings
    assert [(one.problem, one.where) for one in found] == [("lost", "2026-11-16")]


def test_a_copy_convicts_own_anchors_that_were_signed_anew(history, folder, tmp_path):
    """Whoever has the keys as well can forge all but what others keep."""
    copy = tmp_path / "2026-11-16.jws"
    shutil.copy(folder / copy.name, copy)
    sql(f"UPDATE {TABLE} SET public_reason=%s WHERE position=3", "Nothing at all")
    rechain()
    sql("DELETE FROM certificates_anchor")
    shutil.rmtree(folder)
    anchoring.anchor_due(at=AT)
    assert first() is None
    problems = [one.problem for one in audited(copies=copy).findings]
    assert problems == ["anchor", "differs"]


def test_the_command_takes_one_copy_and_refuses_none(history, folder, capsys):
    call_command("audit", "verify", anchors=folder / "2026-11-16.jws")
    assert "anchors 1" in capsys.readouterr().out
    with pytest.raises(CommandError, match="no anchors at"):
        call_command("audit", "verify", anchors=folder / "nowhere")


def test_the_command_says_what_it_cannot_read(history, tmp_path):
    file = tmp_path / "trust.json"
    for _missing_then_empty in range(2):
        with pytest.raises(CommandError, match=r"trust\.json"):
            call_command("audit", "verify", trust=file)
        file.write_text("{}")


def test_the_command_names_the_first_break_and_fails(history, capsys):
    call_command("audit", "verify")
    assert (
        "Checked of did:web:testserver: events 5, anchors 1, documents 0. Nothing"
        in capsys.readouterr().out
    )
    sql(f"UPDATE {TABLE} SET public_reason='x' WHERE position=3")
    with pytest.raises(CommandError, match="Event 3 was changed"):
        call_command("audit", "verify")


def test_auditing_costs_the_same_few_queries(history, django_assert_num_queries):
    for _turn in range(20):
        decide(history[0], "suspended")
    with django_assert_num_queries(16):
        audited()
