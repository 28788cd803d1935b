"""What the Wagtail admin asks before it deletes accounts."""

from django.db.models import ProtectedError
from django.db.models.deletion import Collector
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages

from .models import User


@hooks.register("before_delete_user")
def keep_account(request, user):
    """Refuse to delete somebody of whom records are kept, and say what to do."""
    return _refuse(request, User.objects.filter(pk=user.pk))


@hooks.register("before_bulk_action")
def keep_accounts(request, action_type, objects, action):
    """Do the same for several at once."""
    if action_type != "delete" or action.model is not User:
        return None
    return _refuse(request, User.objects.filter(pk__in=[user.pk for user in objects]))


def _refuse(request, people):
    try:
        Collector(using=people.db).collect(people)
    except ProtectedError:
        messages.error(
            request,
            _(
                "Records of learning, certificates or decisions name this person, and "
                "they are kept. Make the account inactive instead."
            ),
        )
        return redirect("wagtailusers_users:index")
    return None
