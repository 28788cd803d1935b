"""The map of a scenario while its author writes: bound from the form, never saved."""

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST
from wagtail.permission_policies.pages import PagePermissionPolicy

from training.users.access import needs

from .authoring import shape_of_draft
from .authoring.drafts import TooManyScenes

MOST_BYTES = 1_000_000


@require_POST
@needs("wagtailadmin.access_admin")
def live_map(request):
    """Answer with map, outline and problems of the scenes that are sent.

    For those who may write pages somewhere. It reads nothing but what is sent.
    """
    if not PagePermissionPolicy().user_has_any_permission(
        request.user, {"add", "change"}
    ):
        raise PermissionDenied
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
            raise TooManyScenes
        shape = shape_of_draft(request.POST, request.GET.get("language", ""))
    except (TooManyScenes, RequestDataTooBig):
        return HttpResponse(status=413)
    return render(request, "assessments/admin/_scene_shape.html", shape)
