"""CPU of a certificate: ours against naive WeasyPrint, in one run.

Naive is the same page, its style sheet inside it and its fonts by ``@font-face``,
through ``HTML(string=…).write_pdf(pdf_variant="pdf/ua-1")``. The two take turns, so
that what else the machine does falls on both; read the ratio, not the times.
"""

import os
import statistics
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training.settings.test")

import django

django.setup()

from django.template.loader import render_to_string  # noqa: E402
from django.utils import translation  # noqa: E402
from weasyprint import HTML  # noqa: E402

from certificates import pdf, typefaces  # noqa: E402
from tests.certificates.builders import NAMES, TOKEN, VERIFY_URL, make_award  # noqa: E402

ROUNDS = 24
LATIN = ["latin", "vietnamese", "eighty", "single"]
MIXED = [*LATIN, "arabic", "hebrew", "cyrillic", "devanagari", "thai", "greek"]


def ours(award):
    return pdf.render(award, TOKEN, verify_url=VERIFY_URL)


def naive(award):
    with translation.override(award.language):
        context = pdf._context(award, TOKEN, VERIFY_URL)
        html = render_to_string("certificates/pdf/certificate.html", context)
    families = {*context["display"], *context["small"]}
    page = html.replace("<style>", f"<style>{_faces(families)}{_style_sheet()}", 1)
    return HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")


def _faces(families):
    return "".join(
        f'@font-face {{ font-family: "{family}"; src: url({path.as_uri()}) }}'
        for family, path in _files().items()
        if family in families
    )


def _files():
    files = {name: typefaces.FOLDER / file for name, file in typefaces.FILES.items()}
    for family, stem in typefaces.FALLBACKS:
        files[family] = next(typefaces.FOLDER.glob(f"{stem}-Regular.*"))
    return files


def _style_sheet():
    colours = {"paper": pdf.PAPER, "ink": pdf.INK, "green": pdf.GREEN}
    context = pdf._drawings() | colours
    return render_to_string("certificates/pdf/certificate.css", context)


def cpu_ms(render, award):
    """Return the CPU of one call, this process alone, in milliseconds."""
    start = time.process_time()
    render(award)
    return (time.process_time() - start) * 1000


def measure(keys):
    """Return the median CPU of ours and of naive over ``keys``, in turns."""
    times = {ours: [], naive: []}
    for turn in range(ROUNDS + 2):
        award = make_award(holder_name=NAMES[keys[turn % len(keys)]])
        for render, spent in times.items():
            spent.append(cpu_ms(render, award))
    return [statistics.median(spent[2:]) for spent in times.values()]


def main():
    for label, keys in (("Latin names", LATIN), ("mixed scripts", MIXED)):
        mine, theirs = measure(keys)
        sys.stdout.write(
            f"certificate, {label}: {mine:.1f} ms CPU, naive {theirs:.1f} ms, "
            f"ratio {mine / theirs:.2f} (1/{theirs / mine:.1f}), n={ROUNDS}\n"
        )


if __name__ == "__main__":
    main()
