"""What makes a file PDF/A-3a and PDF/UA-1 at once, beyond what WeasyPrint does."""

import pydyf

POINTS = 0.75
"""Points in a pixel."""

# ISO 19005-3 wants every schema in the metadata described, PDF/UA's among them.
_UA_METADATA = b"""\
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="">\
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>PDF/UA part number</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description></rdf:RDF>"""


def claim_accessibility(metadata):
    """Let ``metadata`` name PDF/UA beside PDF/A.

    WeasyPrint can claim one of the two standards only (its issue 2783).
    """
    plain = metadata.generate_rdf_metadata

    def with_accessibility(*args):
        return plain(*args).replace(b"</rdf:RDF>", _UA_METADATA)

    metadata.generate_rdf_metadata = with_accessibility


def say(file, spoken):
    """Give screen readers the words behind shaped glyphs, and their language.

    Args:
        file: the ``pydyf.PDF`` before it is written.
        spoken: texts as :func:`setting.block` returns them, by the kind of their
            structure element and its place among those of that kind.
    """
    elements = [o for o in file.objects if isinstance(o, pydyf.Dictionary)]
    for (kind, place), line in spoken.items():
        element = [e for e in elements if e.get("S") == kind][place]
        element["ActualText"] = pydyf.String(line["text"])
        if line["language"]:
            element["Lang"] = pydyf.String(line["language"])


def complete(file):
    """Add to the tags what ISO 32000 asks for and WeasyPrint leaves out.

    Cells name their headings by identifiers, which a tree has to list (14.7.2);
    headings say what they are headings of; and the place of a picture is stated in
    points from the lower left corner of its page (14.8.5.4.3), as WeasyPrint's is not.
    """
    tags = [o for o in file.objects if isinstance(o, pydyf.Dictionary)]
    by_reference = {tag.reference: tag for tag in tags}
    named = sorted((tag["ID"].string, tag) for tag in tags if "ID" in tag)
    if named:
        pairs = [part for _name, tag in named for part in (tag["ID"], tag.reference)]
        root = next(tag for tag in tags if tag.get("Type") == "/StructTreeRoot")
        root["IDTree"] = pydyf.Dictionary({"Names": pydyf.Array(pairs)})
    for tag in tags:
        if tag.get("S") == "/TH":
            group = by_reference[by_reference[tag["P"]]["P"]]
            is_column = group["S"] == "/THead"
            tag["A"]["Scope"] = "/Column" if is_column else "/Row"
        if tag.get("S") == "/Figure":
            _place(tag["A"]["BBox"], by_reference[tag["Pg"]])


def _place(box, page):
    """Turn ``box``, pixels from the upper left corner of ``page``, into points."""
    left, top, right, bottom = (length * POINTS for length in box)
    height = page["MediaBox"][3]
    box[:] = [round(x, 3) for x in (left, height - bottom, right, height - top)]


def place_of(html, opening):
    """Return how many elements of its kind stand before the one that is opened so.

    Args:
        html: the page.
        opening: the beginning of a tag, such as ``<p class="name``.
    """
    kind = opening.split()[0] + " "
    before = html[: html.index(opening)]
    return before.count(kind) + before.count(kind.strip() + ">")
