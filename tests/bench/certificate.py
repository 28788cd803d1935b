"""CPU of a certificate: ours against naive WeasyPrint, in one run.

Naive is the same page, its style sheet inside it and its fonts by ``@font-face``,
through ``HTML(string=…).write_pdf(pdf_variant="pdf/ua-1")``. They take turns, so
that what else the machine does falls on all; read the ratio, not the times.

Ours is one of a course and day of which another was made before: name, number, code
and instant differ. "Each of another course" is the dear end, where nothing but
fonts, styles and drawings is known. Memory is that of a process that makes ours and
nothing else, for naive leaks; CERTIFICATES=10000 sets how many.
"""

import base64
import datetime as dt
import os
import re
import statistics
import sys
import time
from multiprocessing import get_context
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training.settings.test")

import django

django.setup()

import segno  # noqa: E402
from weasyprint import HTML  # noqa: E402

from certificates import pdf, typefaces  # noqa: E402
from certificates.pdf import certificate, layouts, rendering, standing  # noqa: E402
from certificates.pdf.design import Design  # noqa: E402
from tests.certificates.builders import (  # noqa: E402
    AT,
    NAMES,
    TOKEN,
    VERIFY_URL,
    make_award,
)

ROUNDS = 24
MADE = int(os.environ.get("CERTIFICATES", "1000"))
DESIGN = Design()
LATIN = ["latin", "vietnamese", "eighty", "single"]
MIXED = [*LATIN, "arabic", "hebrew", "cyrillic", "devanagari", "thai", "greek"]


def award_of(turn, keys, **fields):
    """Make an award that no other turn has."""
    number = f"PRSS-{turn:04d}-9QXD-4T8B-HZ6WR"
    at = AT + dt.timedelta(seconds=turn)
    name = NAMES[keys[turn % len(keys)]]
    return make_award(holder_name=name, number=number, issued_at=at, **fields)


def token_of(award):
    return TOKEN[:-4] + award.number[5:9]


def ours(award):
    return pdf.render(award, token_of(award), verify_url=VERIFY_URL)


def naive(award):
    token = token_of(award)
    html, _spoken = certificate.page(award, token, verify_url=VERIFY_URL, design=DESIGN)
    html = standing.MARKS.sub("", html)
    families = {typefaces.DISPLAY, typefaces.SMALL}
    families |= {family for family, _stem in typefaces.FALLBACKS if family in html}
    style = rendering.style_text("certificate", DESIGN)
    page = html.replace("<style>", f"<style>{_faces(families)}{style}", 1)
    for address, picture in _pictures(token).items():
        page = page.replace(address, picture)
    return HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")


def _pictures(token):
    """Return what a newcomer would embed: pictures as SVG in the page."""
    width, height = layouts.paper_size(DESIGN)
    code = segno.make(f"{VERIFY_URL}{token}/", error="m", micro=False)
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
    """Return the median CPU of ours, of ours of another course, and of naive."""
    times = {"ours": [], "another": [], "naive": []}
    warm = len(keys)
    for turn in range(ROUNDS + warm):
        award = award_of(turn, keys)
        another = award_of(turn, keys, title=f"Course {turn}")
        times["ours"].append(cpu_ms(ours, award))
        times["another"].append(cpu_ms(ours, another))
        times["naive"].append(cpu_ms(naive, award))
    return [statistics.median(spent[warm:]) for spent in times.values()]


def steps(keys):
    """Return the median CPU of each step of ours in milliseconds."""
    spent = {"words, sizes and code": [], "layout": [], "painting and writing": []}
    warm = len(keys)
    for turn in range(ROUNDS + warm):
        award = award_of(turn, keys)
        token = token_of(award)
        marks = [time.process_time()]
        facts = {"verify_url": VERIFY_URL, "design": DESIGN}
        html, spoken, pictures = certificate.parts(award, token, **facts)
        marks.append(time.process_time())
        with standing.laid_out(html, DESIGN, pictures) as document:
            marks.append(time.process_time())
            named = certificate.identifier(award.number, token)
            rendering.write(document, identifier=named, spoken=spoken)
        marks.append(time.process_time())
        for step, start, end in zip(spent, marks, marks[1:], strict=False):
            spent[step].append((end - start) * 1000)
    return {step: statistics.median(each[warm:]) for step, each in spent.items()}


def grow(count):
    """Make ``count`` certificates; return memory on the way, in MB, and their rate."""
    seen, start = {}, time.monotonic()
    for turn in range(count):
        # Two courses a day: pages are kept, and given up.
        ours(award_of(turn, MIXED, title=f"Course {turn // 50}"))
        if turn + 1 in {count // 10, count // 2, count}:
            seen[turn + 1] = resident_mb()
    return seen, count / (time.monotonic() - start)


def resident_mb():
    """Return what this process holds in memory at present."""
    fields = Path("/proc/self/statm").read_text().split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def main():
    for label, keys in (("Latin names", LATIN), ("mixed scripts", MIXED)):
        mine, another, theirs = measure(keys)
        sys.stdout.write(
            f"certificate, {label}: {mine:.1f} ms CPU, naive {theirs:.1f} ms, "
            f"ratio {mine / theirs:.2f} (1/{theirs / mine:.1f}), n={ROUNDS}; "
            f"each of another course {another:.1f} ms, ratio {another / theirs:.2f}\n"
        )
    for step, median in steps(MIXED).items():
        sys.stdout.write(f"{median:7.1f} ms CPU  {step}\n")
    with get_context("spawn").Pool(2) as pool:
        grown = pool.map(grow, [MADE] * 2)
    for seen, rate in grown:
        held = ", ".join(f"{mb:.0f} MB after {made:,}" for made, mb in seen.items())
        sys.stdout.write(f"memory of one process: {held}; {rate:.1f} a second\n")
    total = sum(rate for _seen, rate in grown)
    sys.stdout.write(f"{total:.1f} certificates rendered a second on two processes\n")


if __name__ == "__main__":
    main()
