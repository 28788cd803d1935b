"""Where the points of a picture lie."""

from assessments.analysis.pictures import scale, scatter, trace_line


def test_a_line_leaves_out_tenths_with_too_few_people():
    shares, people = [0.0, 0.5, 1.0, None], [5, 4, 6, 9]
    line = trace_line("A", shares, people, width=400, height=100)
    assert [(point.x, point.y) for point in line.points] == [(50, 100), (250, 0)]
    assert line.path == "M50 100L250 0"


def test_a_line_without_points_draws_nothing():
    assert trace_line("A", [None], [0], width=10, height=10).path == ""


def test_easy_questions_lie_right_and_good_ones_high():
    dots = scatter([("1", 1.0, 1.0), ("2", 0.0, -0.9)], width=600, height=300)
    assert [(dot.label, dot.x, dot.y) for dot in dots] == [
        ("1", 600, 0),
        ("2", 0, 300),
    ]


def test_a_question_without_figures_has_no_dot():
    assert scatter([("1", None, 0.2), ("2", 0.5, None)], width=9, height=9) == ()


def test_the_scale_runs_from_one_down():
    assert scale(1, height=300, lowest=-0.2) == 0
    assert scale(0, height=300, lowest=-0.2) == 250
