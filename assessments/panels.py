"""Panels of the Wagtail editor."""

from django.forms import Media
from django.forms.widgets import Script
from django.urls import reverse
from wagtail.admin.panels import ObjectList

from assessments.authoring import shape_of_stream


class SceneDesk(ObjectList):
    """The scenes of a scenario with a map of them beside, drawn while one writes."""

    class BoundPanel(ObjectList.BoundPanel):
        template_name = "assessments/admin/scene_desk.html"

        def get_context_data(self, parent_context=None):
            page = self.instance
            language = page.locale.language_code
            shape = shape_of_stream(page.start, page.scenes, language)
            context = super().get_context_data(parent_context)
            address = f"{reverse('scene_map')}?language={language}"
            return context | shape | {"address": address}

        @property
        def media(self):
            return super().media + Media(
                css={"all": ["assessments/scene-map.css"]},
                js=[Script("assessments/scene-map.js", type="module")],
            )
