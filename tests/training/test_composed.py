"""A query that is composed once asks the same as the one that it was composed of."""

import pytest
from django.db import connection, connections

from tests.users.builders import make_user
from training.composed import Asked, Composed
from training.users.models import User

ON_POSTGRES = connection.vendor == "postgresql"


@pytest.fixture
def names():
    email = Asked("email", User._meta.get_field("email"))
    return Composed(
        lambda: User.objects.filter(email=email).values_list("email", "is_active")
    )


@pytest.mark.django_db
def test_each_call_asks_with_its_own_values(names):
    for email in ("one@example.org", "two@example.org"):
        make_user(email=email)
        assert names.rows(email=email) == [[email, True]]
    assert names.rows(email="nobody@example.org") == []


@pytest.mark.skipif(
    not ON_POSTGRES, reason="SQLite plans nothing that is worth keeping"
)
@pytest.mark.django_db
def test_postgresql_keeps_what_is_asked_often(names):
    for _time in range(4):
        names.rows(email="nobody@example.org")
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        kept = [statement for (statement,) in cursor.fetchall()]
    assert any("users_user" in statement for statement in kept)


@pytest.mark.skipif(not ON_POSTGRES, reason="SQLite has no connection to lose")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_connection_that_was_cut_is_made_anew_before_it_is_asked(names):
    names.rows(email="nobody@example.org")
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cut = "SELECT pg_terminate_backend(%s)"
            cursor.execute(cut, [connection.connection.info.backend_pid])
    finally:
        other.close()
    connection.close_if_unusable_or_obsolete()  # as each request begins
    assert names.rows(email="nobody@example.org") == []
