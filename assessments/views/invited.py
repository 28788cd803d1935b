"""The door for people with a link of their own and no account."""

from functools import wraps

from django.core.cache import cache
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.csrf import csrf_exempt

from assessments.judging import NameForm
from assessments.models.invited import InvitationClosed
from training.addresses import client_address, network_of
from training.unlisted import unlisted
from training.users.access import public

WRONG_LINKS = 20
A_MINUTE = 60


def by_link(found):
    """Let in whoever holds a link that stands, and nobody else.

    Unknown, withdrawn and lapsed links get the same answer, and trying many of
    them is slowed down. The secret in the address stands in for the CSRF token: who
    does not know it can send nothing in this person's name, and who does needs no
    cookie.

    Args:
        found: returns the queryset of those who are invited.
    """

    def decorate(view):
        @csrf_exempt
        @public
        @unlisted
        @wraps(view)
        def opened(request, token, *args, **kwargs):
            at = timezone.now()
            person = found().by_token(token, at=at).first()
            if person is None:
                return _turn_away(request)
            person.token = token
            return view(request, person, *args, at=at, **kwargs)

        return opened

    return decorate


def greet(request, person, overview, *, first):
    """Ask how somebody wishes to be called; a POST goes on to the ``first`` question.

    ``overview`` shows what is asked and how far ``person`` is.
    """
    data = request.POST if request.method == "POST" else None
    form = NameForm(data, initial={"name": person.name})
    if not form.is_valid():
        return overview(request, person, form=form)
    person.take_name(form.cleaned_data["name"])
    return redirect(first, person.token, 1)


def hand_over(request, person, overview, *, home, at):
    """Let somebody look over everything; a POST hands it over, if nothing is missing.

    ``overview`` is as in ``greet``; ``home`` is where ``person`` goes back to.
    """
    if request.method != "POST":
        return overview(request, person, is_review=True)
    try:
        gaps = person.finish(at=at)
    except InvitationClosed:
        gaps = []
    if gaps:
        return overview(request, person, is_review=True, gaps=gaps, status=422)
    return redirect(home, person.token)


def _turn_away(request):
    if _count_wrong(request) > WRONG_LINKS:
        response = render(request, "429.html", status=429)
        response.headers["Retry-After"] = str(A_MINUTE)
        return response
    return render(request, "assessments/invited/closed.html", status=404)


def _count_wrong(request):
    network = network_of(client_address(request), 32, 64)
    hashed = salted_hmac("assessments.links", network, algorithm="sha256").hexdigest()
    key = f"wrong-links-{hashed}"
    cache.add(key, 0, timeout=A_MINUTE)
    try:
        return cache.incr(key)
    except ValueError:  # it lapsed between the two lines
        return 1
