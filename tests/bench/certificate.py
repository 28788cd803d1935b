"""CPU of a certificate: ours against naive WeasyPrint, in one run.

Naive is the same page, its style sheet inside it and its fonts by ``@font-face``,
through ``HTML(string=…).write_pdf(pdf_variant="pdf/ua-1")``. The two take turns, so
that what else the machine does falls on both; read the ratio, not the times.
"""

import base64
import os
import re
import statistics
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training.settings.test")

import django

django.setup()

import segno  # noqa: E402
from weasyprint import HTML  # noqa: E402

from certificates import pdf, typefaces  # noqa: E402
from certificates.pdf import certificate, layouts, rendering  # noqa: E402
from certificates.pdf.design import Design  # noqa: E402
from tests.certificates.builders import NAMES, TOKEN, VERIFY_URL, make_award  # noqa: E402

ROUNDS = 24
DESIGN = Design()
LATIN = ["latin", "vietnamese", "eighty", "single"]
MIXED = [*LATIN, "arabic", "hebrew", "cyrillic", "devanagari", "thai", "greek"]


def ours(award):
    return pdf.render(award, TOKEN, verify_url=VERIFY_URL)


def naive(award):
    html, _spoken = certificate.page(award, TOKEN, verify_url=VERIFY_URL, design=DESIGN)
    families = {typefaces.DISPLAY, typefaces.SMALL}
    families |= {family for family, _stem in typefaces.FALLBACKS if family in html}
    style = rendering.style_text("certificate", DESIGN)
    page = html.replace("<style>", f"<style>{_faces(families)}{style}", 1)
    for address, picture in _pictures().items():
        page = page.replace(address, picture)
    return HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")


def _pictures():
    """Return what a newcomer would embed: pictures as SVG in the page."""
    width, height = layouts.paper_size(DESIGN)
    code = segno.make(f"{VERIFY_URL}{TOKEN}/", error="m", micro=False)
    return {
        "line:back": _svg(layouts.drawing(DESIGN), width, height),
        "line:rule": _svg(layouts.rule(DESIGN), 62, 4),
        "code:": code.svg_data_uri(border=2, light=None),
    }


def _svg(strokes, width, height):
    body = "".join(
        f'<path d="{_path(s.path)}" fill="none" stroke="{s.colour}" '
        f'stroke-width="{s.width}"/>'
        for s in strokes
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" '
        f'height="{height}mm" viewBox="0 0 {width} {height}">{body}</svg>'
    )
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _path(operators):
    """Write the operators of a PDF, which follow their points, as SVG does."""
    parts = re.findall(r"([-\d. ]*)([mlch])", operators)
    letters = {"m": "M", "l": "L", "c": "C", "h": "Z"}
    return "".join(letters[verb] + points.strip() for points, verb in parts)


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
