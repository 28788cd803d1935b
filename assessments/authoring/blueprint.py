"""What the banks hold for each draw of a quiz, shown to its author."""

from wagtail.admin.panels import Panel


class BlueprintPanel(Panel):
    """A table of the saved draws: how many are wanted, how many there are."""

    class BoundPanel(Panel.BoundPanel):
        """The panel on one quiz."""

        template_name = "assessments/admin/blueprint.html"

        def is_shown(self):
            return super().is_shown() and bool(self.instance.pk)

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            quiz = self.instance
            return context | {
                "draws": quiz.blueprint(),
                "warnings": quiz.warnings(),
                "questions": quiz.count_questions(),
            }
