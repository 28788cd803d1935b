"""Sittings made of plain tables of credits, for the pure rules."""

from fractions import Fraction

from assessments.analysis.sittings import Sitting, tally
from assessments.analysis.sums import add
from assessments.responses import Response
from assessments.scoring import Mark, Result, percentage_of

LSAT6 = (
    "00000:3 00001:6 00010:2 00011:11 00100:1 00101:1 00110:3 00111:4 01000:1 "
    "01001:8 01011:16 01101:3 01110:2 01111:15 10000:10 10001:29 10010:14 10011:81 "
    "10100:3 10101:28 10110:15 10111:80 11000:16 11001:56 11010:21 11011:173 "
    "11100:11 11101:61 11110:28 11111:298"
)
"""Bock and Lieberman (1970), Psychometrika 35: LSAT, section 6, 1,000 people, as
response patterns with their frequencies; bundled with the R package ``ltm``."""

SHROUT_FLEISS = [
    *([9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8]),
    *([7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]),
]
"""Shrout and Fleiss (1979), Psychological Bulletin 86, table 2: six targets rated
by four judges from 1 to 10."""


def lsat6():
    """Return the table of 1,000 rows and five columns."""
    return [
        [int(mark) for mark in pattern]
        for pattern, times in (cell.split(":") for cell in LSAT6.split())
        for _person in range(int(times))
    ]


def sitting(credit_of, chosen=None, seconds=None, pilots=(), points=None):
    """Return one sitting of questions with these credits, by question key.

    Args:
        credit_of: by question key; what the others do not say is usual.
        chosen: option keys, by question key; "a" is right, "b" wrong.
        pilots: keys of the questions that do not count.
        points: what a question is worth, by question key.
    """
    marks = tuple(
        Mark(key, Fraction(c), True, (points or {}).get(key, 1), key not in pilots)
        for key, c in credit_of.items()
    )
    earned = sum(mark.earned for mark in marks)
    total = sum(mark.points for mark in marks if mark.is_scored)
    percentage = percentage_of(earned, total)
    chosen = chosen or {key: "a" if c == 1 else "b" for key, c in credit_of.items()}
    return Sitting(
        result=Result(marks, percentage, percentage >= 50, by_domain=()),
        is_passed=percentage >= 50,
        responses={k: Response(chosen=frozenset(v)) for k, v in chosen.items()},
        seconds=seconds or {},
    )


def summed(sittings):
    """Return ``(form sums, question sums by key)`` of all ``sittings``."""
    form, items = {}, {}
    for one in sittings:
        tallied = tally(one)
        add(form, tallied.form)
        for key, sums in tallied.items.items():
            add(items.setdefault(key, {}), sums)
    return form, items


def summed_table(rows, of=1):
    """Return the same of a table: a row for each person, credits in ``1/of``."""
    return summed(
        sitting({f"q{i}": Fraction(mark, of) for i, mark in enumerate(row)})
        for row in rows
    )
