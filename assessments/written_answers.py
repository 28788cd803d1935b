"""What people typed, as far as enough of them typed the same."""

from collections import Counter

from assessments.matching import normalised

from .models import Answer

FEWEST_PEOPLE = 10
"""What fewer people wrote is not shown: it could tell who they are."""

MOST = 20


def frequent_texts(assessment_key, question_key):
    """Return ``(text, people)`` of what at least ten people wrote, in one query.

    Case, accents and spaces do not make a difference; a person counts once.
    """
    final = Answer.objects.filter(
        question_key=question_key,
        kind__in=["short", "number"],
        attempt__assessment_key=assessment_key,
        attempt__submitted_at__isnull=False,
        attempt__held_for="",
    )
    rows = final.values_list("response__text", "attempt__enrolment").distinct()
    given = {(normalised(text or ""), person) for text, person in rows}
    people = Counter(text for text, _person in given if text)
    return [(t, n) for t, n in people.most_common(MOST) if n >= FEWEST_PEOPLE]
