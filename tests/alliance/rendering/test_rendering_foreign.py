"""Other people's PDFs as annexes: shown, but nothing of theirs acts."""

import io
from copy import copy

import pikepdf
import pypdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from alliance.rendering import (
    NoCache,
    PrintPart,
    UnusableAttachment,
    check_attachment,
    contents_part,
    render_draft,
    render_whole,
)
from tests.alliance.rendering.print_samples import sample_document

FORBIDDEN = (
    b"/JS",
    b"/JavaScript",
    b"/Launch",
    b"/SubmitForm",
    b"/EmbeddedFile",
    b"/RichMedia",
    b"/AA",
    b"/OpenAction",
    b"app.alert",
)


def script():
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def document_script(pdf):
    pdf.Root.Names = Dictionary(
        JavaScript=Dictionary(Names=Array([String("a"), pdf.make_indirect(script())]))
    )


def open_action(pdf):
    pdf.Root.OpenAction = script()


def page_action(pdf):
    pdf.pages[0].obj.AA = Dictionary(O=script())


def annotation(**entries):
    def plant(pdf):
        note = Dictionary(Type=Name.Annot, Rect=Array([0, 0, 100, 100]), **entries)
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note)])

    return plant


def form_field(pdf):
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T=String("name"),
            V=String("value"),
            Rect=Array([50, 50, 200, 80]),
            AA=Dictionary(K=script()),
            F=4,  # is printed
            DA=String("/Helv 12 Tf 0 g"),
        )
    )
    pdf.pages[0].obj.Annots = Array([field])
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    pdf.Root.AcroForm = Dictionary(
        Fields=Array([field]),
        DR=Dictionary(Font=Dictionary(Helv=font)),
        NeedAppearances=True,
        XFA=pdf.make_stream(b"<xfa/>"),
    )


def attached_file(pdf):
    pdf.attachments["evil.exe"] = b"MZ evil"


def file_in_metadata(pdf):
    stream = pdf.make_stream(b"MZ evil", Type=Name.EmbeddedFile)
    pdf.pages[0].obj.AF = Array([Dictionary(Type=Name.Filespec, EF=Dictionary(F=stream))])


def hidden_in_resources(pdf):
    resources = pdf.pages[0].obj.Resources
    resources.Properties = Dictionary(MC0=Dictionary(Private=script()))
    resources.Font.F1.Secret = Dictionary(S=Name.Launch, F=String("cmd.exe"))
    resources.ExtGState = Dictionary(GS0=Dictionary(AA=Dictionary(E=script())))
    resources.XObject = Dictionary(
        Nested=pdf.make_stream(
            b"", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 1, 1]),
            PieceInfo=Dictionary(App=Dictionary(Private=script())), JS=String("app.alert(2)"),
        )
    )  # fmt: skip


def looped(pdf):
    page = pdf.pages[0].obj
    page.Resources.Loop = page


PLANTED = {
    "document script": document_script,
    "open action": open_action,
    "page action": page_action,
    "script link": annotation(Subtype=Name.Link, A=script()),
    "launch link": annotation(Subtype=Name.Link, A=Dictionary(S=Name.Launch, F=String("cmd.exe"))),
    "submit button": annotation(
        Subtype=Name.Link, A=Dictionary(S=Name.SubmitForm, F=String("http://example.com"))
    ),
    "rich media": annotation(Subtype=Name.RichMedia, RichMediaContent=Dictionary(A=script())),
    "additional action": annotation(Subtype=Name.Link, AA=Dictionary(E=script())),
    "form field": form_field,
    "attached file": attached_file,
    "associated file": file_in_metadata,
    "hidden in resources": hidden_in_resources,
    "looped": looped,
}


def packet(content: bytes, **changes):
    parts = (
        contents_part("목차"),
        PrintPart(key="annex", title="붙임", toc_level=1, pdf=content, pdf_name="발표자료.pdf"),
        PrintPart(key="after", title="다음", toc_level=1, html="<h2>다음</h2>"),
    )
    return sample_document(parts=parts, **changes)


def uncompressed(pdf: bytes) -> bytes:
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(
            output,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return output.getvalue()


@pytest.mark.parametrize("name", PLANTED)
@pytest.mark.parametrize("way", ["whole", "draft"])
def test_nothing_that_acts_survives(foreign_pdf, name, way):
    content = foreign_pdf(PLANTED[name])

    document = packet(content)
    rendered = render_whole(document) if way == "whole" else render_draft(document, NoCache())

    plain = uncompressed(rendered.pdf)
    assert [word for word in FORBIDDEN if word in plain] == []
    assert "Foreign page 1" in pypdf.PdfReader(io.BytesIO(rendered.pdf)).pages[1].extract_text()


def test_the_planted_files_do_hold_what_is_looked_for(foreign_pdf):
    """The test above can fail."""
    held = {
        word
        for plant in PLANTED.values()
        for word in FORBIDDEN
        if word in uncompressed(foreign_pdf(plant))
    }

    assert held == set(FORBIDDEN)


def test_what_was_filled_in_is_shown(foreign_pdf):
    rendered = render_whole(packet(foreign_pdf(form_field)))

    assert "value" in pypdf.PdfReader(io.BytesIO(rendered.pdf)).pages[1].extract_text()


def test_pages_are_counted_and_numbered_with_the_rest(foreign_pdf):
    document = packet(foreign_pdf(pages=3))

    whole, draft = render_whole(document), render_draft(document, NoCache())

    assert whole.pages == draft.pages == 5
    assert whole.part_pages == draft.part_pages == {"contents": 1, "annex": 2, "after": 5}
    texts = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(whole.pdf)).pages]
    assert "Foreign page 3" in texts[3]
    assert "4 / 5" in texts[3]
    assert whole.outline == draft.outline


def test_a_page_that_lies_crosswise_gets_a_crosswise_page(foreign_pdf):
    rendered = render_whole(packet(foreign_pdf(size=(842, 595))))

    with pikepdf.open(io.BytesIO(rendered.pdf)) as pdf:
        left, bottom, right, top = (float(edge) for edge in pdf.pages[1].mediabox)
    assert right - left > top - bottom


def test_accessibility_is_claimed_only_without_other_peoples_pages(foreign_pdf, whole):
    rendered = render_whole(packet(foreign_pdf()))

    with pikepdf.open(io.BytesIO(rendered.pdf)) as pdf:
        assert "/Metadata" not in pdf.Root
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang) == "ko"
    assert b"pdfuaid" in uncompressed(whole.pdf)


def encrypted() -> bytes:
    output = io.BytesIO()
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(output, encryption=pikepdf.Encryption(owner="owner", user="user"))
    return output.getvalue()


def readable_but_encrypted() -> bytes:
    output = io.BytesIO()
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(output, encryption=pikepdf.Encryption(owner="owner", user=""))
    return output.getvalue()


def no_pages() -> bytes:
    output = io.BytesIO()
    pikepdf.new().save(output)
    return output.getvalue()


UNUSABLE = {
    "empty": b"",
    "not a PDF": b"<html>hello</html>",
    "cut off": b"%PDF-1.7\n1 0 obj\n<<",
    "encrypted": encrypted(),
    "encrypted, no password to open": readable_but_encrypted(),
    "no pages": no_pages(),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_unusable_file_is_refused_with_its_name(name):
    with pytest.raises(UnusableAttachment, match=r"발표자료\.pdf"):
        check_attachment(UNUSABLE[name], "발표자료.pdf")
    with pytest.raises(UnusableAttachment, match=r"발표자료\.pdf"):
        render_draft(packet(UNUSABLE[name]), NoCache())


def test_usable_file_is_measured(foreign_pdf):
    assert check_attachment(foreign_pdf(pages=3), "a.pdf") == 3


def test_the_refusal_travels_between_processes():
    error = UnusableAttachment("a.pdf", "the file is broken.")

    assert str(copy(error)) == str(error)


@pytest.mark.parametrize("box", [5, Array([String("a")] * 4)])
def test_page_whose_box_holds_no_numbers_is_broken(box):
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.pages[0].obj.CropBox = box
        content = io.BytesIO()
        pdf.save(content)

    with pytest.raises(UnusableAttachment):
        check_attachment(content.getvalue(), "a.pdf")
