"""Shows a design with sample names, as the PDF that it would be."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse

from certificates.names import Unprintable
from certificates.pdf import samples


def serve(design, request, mode):
    """Answer with the problems of a design, or with the sample pages alone.

    Args:
        design: a ``Design`` of the models, as it is being edited.
        request: of the preview panel, or of its frame.
        mode: which kind of document, of ``Design.preview_modes``; with "-pdf"
            behind it for what its frame shows.
    """
    kind = mode.removesuffix("-pdf")
    if kind not in dict(design.preview_modes):
        raise Http404
    response = _pdf(design, kind) if mode != kind else None
    response = response or _page(design, kind, request)
    # The panel shows the PDF in a frame, which the policy of the site forbids.
    response._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY
    return response


def _pdf(design, kind):
    try:
        pages = design.sample_pages(kind)
    except Unprintable:
        return None
    response = HttpResponse(pages, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="samples.pdf"'
    return response


def _page(design, kind, request):
    problems = design.problems()
    context = {
        "kind": kind,
        "problems": problems,
        "is_shown": not any(problem.is_glyph for problem in problems),
        "scripts": [*samples.NAMES],
    }
    return TemplateResponse(request, "certificates/admin/design_preview.html", context)
