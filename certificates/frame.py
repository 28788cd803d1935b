"""What the pages on which certifiers decide have in common, in the Wagtail admin."""

from django.shortcuts import render


def desk_page(request, template, title, *, crumbs=(), icon="clipboard-list", **context):
    """Answer with a page; 422 where a form was sent with something missing.

    Args:
        request: of somebody whom the view has let in.
        template: its whole name.
        title: heading of the page, and the last of its crumbs.
        crumbs: ``(url, label)`` of the pages above it; None for a page without any.
        icon: beside the heading.
        **context: what the template shows; ``form`` decides about the status.
    """
    form = context.get("form")
    context |= {"page_title": title, "header_title": title, "header_icon": icon}
    if crumbs is not None:
        places = [*crumbs, ("", title)]
        context["breadcrumbs_items"] = [{"url": u, "label": name} for u, name in places]
    is_wrong = form is not None and form.is_bound and form.errors
    return render(request, template, context, status=422 if is_wrong else 200)
