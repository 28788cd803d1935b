"""The editor's form of a design."""

from wagtail.admin.forms.models import WagtailAdminModelForm


class DesignForm(WagtailAdminModelForm):
    """Refuses to publish, or to hand in, what cannot be printed well.

    A draft may have any problem but broken wording: it is kept while one works.
    """

    def _post_clean(self):
        super()._post_clean()
        if self.errors or self.is_deferred_validation:
            return
        for problem in self.instance.problems():
            if problem.is_error:
                field = problem.field if problem.field in self.fields else None
                self.add_error(field, problem.message)
