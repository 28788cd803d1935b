"""The path through a course: order, unlocking, progress."""

from hypothesis import given
from hypothesis import strategies as st

from courses.outline import UnitFacts, build


def unit(key, minutes=10):
    return UnitFacts(key, key.upper(), f"/{key}/", "Lesson", "book-open", minutes)


TWO_MODULES = [("One", [unit("a"), unit("b")]), ("Two", [unit("c", 25)])]


def test_units_open_one_after_another():
    outline = build(TWO_MODULES, {"a"})
    assert [p.is_open for p in outline.places] == [True, True, False]


def test_what_is_complete_stays_open_even_after_a_gap():
    outline = build(TWO_MODULES, {"c"})
    assert [p.is_open for p in outline.places] == [True, False, True]


def test_the_next_unit_is_the_first_incomplete_one():
    assert build(TWO_MODULES, {"a", "c"}).next_place.facts.key == "b"


def test_numbers_run_through_the_whole_course():
    assert [p.number for p in build(TWO_MODULES, ()).places] == [1, 2, 3]


def test_minutes_add_up_by_module_and_course():
    outline = build(TWO_MODULES, ())
    assert [m.minutes for m in outline.modules] == [20, 25]
    assert outline.minutes == 45


def test_neighbours():
    outline = build(TWO_MODULES, ())
    a, b, c = outline.places
    assert (outline.before(a), outline.after(a)) == (None, b)
    assert (outline.before(c), outline.after(c)) == (b, None)


def test_a_course_without_units_is_never_complete():
    outline = build([], ())
    assert not outline.is_complete
    assert outline.next_place is None


def test_completed_units_that_the_course_dropped_do_not_count():
    outline = build(TWO_MODULES, {"a", "gone"})
    assert (outline.done, outline.total) == (1, 3)


@given(st.lists(st.lists(st.integers(0, 99), max_size=4), max_size=4), st.data())
def test_complete_means_every_unit_and_only_then_is_there_no_next(sizes, data):
    keys = [[f"{m}-{u}" for u in range(len(us))] for m, us in enumerate(sizes)]
    modules = [(str(m), [unit(k) for k in ks]) for m, ks in enumerate(keys)]
    flat = [k for ks in keys for k in ks]
    done = data.draw(st.sets(st.sampled_from(flat))) if flat else set()
    outline = build(modules, done)
    assert outline.done == len(done)
    assert outline.is_complete == (bool(flat) and done == set(flat))
    assert (outline.next_place is None) == (done == set(flat))
    assert sum(p.is_current for p in outline.places) <= 1
