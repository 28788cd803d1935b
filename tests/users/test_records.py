"""Listings of what happened leave as plain text."""

import pytest

from training.users.records import FORMULA_STARTS, as_plain_text


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_a_text_cannot_pass_for_a_formula(start):
    assert as_plain_text(f"{start}1+1")[0] == "'"


def test_a_name_stays_as_it_is():
    assert as_plain_text("Nguyễn Thị Ánh") == "Nguyễn Thị Ánh"
