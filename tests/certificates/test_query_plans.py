"""Joins that stay quick when SQLite knows how large its tables are."""

import sqlite3

import pytest
from django.db import connection

from certificates.models import Certificate, ShareLink

pytestmark = pytest.mark.django_db

TABLE = "certificates_certificate"
KNOWN = 100_000


@pytest.fixture
def grown():
    """Copy the tables, empty, with statistics as if certificates were many."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL counts what is empty apart")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"
            " AND name NOT LIKE 'sqlite_%' AND tbl_name LIKE 'certificates_%'"
        )
        made = [sql for (sql,) in cursor.fetchall()]
    memory = sqlite3.connect(":memory:")
    for sql in sorted(made, key=lambda sql: not sql.startswith("CREATE TABLE")):
        memory.execute(sql)
    memory.execute("ANALYZE")
    for name, column in _indexes(memory):
        # Nobody has replaced anything so far: of the partial one nothing is known.
        if name != "certificates_that_replace":
            alike = KNOWN if column == "replaces_id" else 1
            row = (TABLE, name, f"{KNOWN} {alike}")
            memory.execute("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", row)
    memory.execute("ANALYZE sqlite_schema")
    yield memory
    memory.close()


def _indexes(memory):
    for row in memory.execute(f"PRAGMA index_list({TABLE})").fetchall():
        columns = memory.execute(f"PRAGMA index_info({row[1]!r})").fetchall()
        if len(columns) == 1:
            yield row[1], columns[0][2]


def plan(memory, queryset):
    sql, params = queryset.order_by().query.sql_with_params()
    plain = sql.replace("%s", "?")
    rows = memory.execute(f"EXPLAIN QUERY PLAN {plain}", params).fetchall()
    return " / ".join(row[3] for row in rows)


def test_the_successor_of_a_certificate_is_looked_up(grown):
    own = Certificate.objects.for_verification().filter(number="PRSS-1")
    shared = ShareLink.objects.select_related("certificate__replaced_by")
    for asked in (own, shared.filter(token_hash="x")):
        assert "SCAN" not in plan(grown, asked)


def test_without_its_index_every_certificate_would_be_read(grown):
    grown.execute("DROP INDEX certificates_that_replace")
    own = Certificate.objects.for_verification().filter(number="PRSS-1")
    assert "SCAN" in plan(grown, own)
