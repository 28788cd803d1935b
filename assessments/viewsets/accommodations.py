"""Accommodations in the Wagtail admin: for those who grant, never who marks."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from assessments.accommodating import grant
from training.users.models import Accommodation, User

PERMISSION = "users.change_accommodation"


class GrantPolicy(ModelPermissionPolicy):
    """One permission for looking, adding and changing; nobody deletes."""

    def user_has_permission(self, user, action):
        is_offered = action in {"add", "change", "view"}
        return is_offered and user.has_perm(PERMISSION)

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions):
        return super().users_with_any_permission({"change"} if actions else set())


class AccommodationForm(WagtailAdminModelForm):
    """What is granted, and to whom: named once, by e-mail address."""

    email = forms.EmailField(label=_("E-mail address of the person's account"))
    field_order = ["email"]

    class Meta:
        model = Accommodation
        fields = ["time_factor", "break_minutes", "has_larger_type", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["email"]

    def clean_email(self):
        person = User.objects.filter(
            email=User.objects.normalize_email(self.cleaned_data["email"])
        ).first()
        if person is None:
            raise forms.ValidationError(_("Nobody has an account with this address."))
        if Accommodation.objects.filter(person=person).exists():
            raise forms.ValidationError(
                _("This person has one already. Change that one.")
            )
        self.instance.person = person
        return person.email


class GrantingMixin:
    """Saves by granting, so that what is under way is extended at once."""

    def save_instance(self):
        accommodation = self.form.save(commit=False)
        grant(accommodation, by=self.request.user, at=timezone.now())
        return accommodation


class AccommodationCreateView(GrantingMixin, CreateView):
    pass


class AccommodationEditView(GrantingMixin, EditView):
    pass


class AccommodationIndexView(IndexView):
    """Who is granted what; reasons are read one by one."""

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("person", "granted_by")


class AccommodationViewSet(ModelViewSet):
    """Extra time, breaks and larger type, one profile for each person."""

    model = Accommodation
    icon = "time"
    menu_label = _("Accommodations")
    menu_order = 610
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = AccommodationIndexView
    add_view_class = AccommodationCreateView
    edit_view_class = AccommodationEditView
    search_fields = ["person__email", "person__display_name"]
    list_display = [
        TitleColumn(
            "person",
            label=_("Person"),
            accessor="person",
            url_name="accommodation:edit",
            get_title_id=lambda row: f"accommodation-{row.pk}",
        ),
        Column("time_factor", label=_("Time"), sort_key="time_factor"),
        Column("break_minutes", label=_("Breaks, minutes")),
        BooleanColumn("has_larger_type", label=_("Larger type")),
        Column("granted_by", label=_("Granted by")),
        DateColumn("granted_at", label=_("Granted"), sort_key="granted_at"),
    ]

    def get_form_class(self, for_update=False):
        return AccommodationForm
