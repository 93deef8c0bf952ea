"""A PDF writer of a page's worth of code for tests: Chinese text, rules, pictures, turned pages, passwords none.

Places are in points from the top left of the page as it is read, so that tests can be written as one sees the page.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class PdfPage:
    """One page; `text` and `rule` draw on it."""

    width: float = 595
    height: float = 842
    rotate: int = 0
    content: list[str] = field(default_factory=list)
    picture: tuple[float, float, float, float] | None = None  # where the file's one picture stands on the page

    def text(
        self, x: float, y: float, text: str, size: float = 12, *, angle: int = 0, spacing: float = 0, mode: int = 0
    ) -> None:
        """Text whose baseline begins at (x, y); `angle` is clockwise; `mode` 3 draws nothing."""
        a, b, c, d = {0: (1, 0, 0, 1), 90: (0, -1, 1, 0), 270: (0, 1, -1, 0), 45: (0.7071, -0.7071, 0.7071, 0.7071)}[
            angle
        ]
        code = text.encode("utf-16-be").hex()
        at = f"{a} {b} {c} {d} {x} {self.height - y}"
        self.content.append(f"BT /F1 {size} Tf {spacing} Tc {mode} Tr {at} Tm <{code}> Tj ET")

    def right(self, x: float, y: float, text: str, size: float = 12) -> None:
        """Text that ends at x."""
        self.text(x - text_width(text, size), y, text, size)

    def centre(self, x: float, y: float, text: str, size: float = 12) -> None:
        """Text with its middle at x."""
        self.text(x - text_width(text, size) / 2, y, text, size)

    def rule(self, x0: float, y0: float, x1: float, y1: float, *, width: float = 0.5) -> None:
        """A stroked line."""
        self.content.append(f"{width} w {x0} {self.height - y0} m {x1} {self.height - y1} l S")

    def box(self, x0: float, y0: float, x1: float, y1: float, *, fill: str | None = None) -> None:
        """A stroked rectangle, or one filled with a colour ("0.9 0.9 0.9") and not stroked."""
        paint = f"{fill} rg" if fill else "0 0 0 RG"
        self.content.append(f"q {paint} {x0} {self.height - y1} {x1 - x0} {y1 - y0} re {'f' if fill else 'S'} Q")

    def grid(self, xs: list[float], ys: list[float], rows: list[list[str | None]], size: float = 10) -> None:
        """A ruled table; None goes on the cell to the left, "^" the cell above. Numbers stand right, words left."""
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                if r == 0 or row[c] != "^":
                    self.rule(xs[c], ys[r], xs[c + 1], ys[r])
                if c == 0 or row[c] is not None:
                    self.rule(xs[c], ys[r], xs[c], ys[r + 1])
                if text and text != "^":
                    number = text.replace(",", "").replace(".", "").replace("-", "").isdigit()
                    (self.right if number else self.text)(
                        xs[c + 1] - 2 if number else xs[c] + 2, ys[r] + size + 3, text, size
                    )
        self.rule(xs[0], ys[-1], xs[-1], ys[-1])
        self.rule(xs[-1], ys[0], xs[-1], ys[-1])


def text_width(text: str, size: float) -> float:
    """Points that a text takes: Han a full em, ASCII half of one."""
    return sum(0.5 if ord(char) < 0x7F else 1.0 for char in text) * size


def write_pdf(pages: list[PdfPage], grey: tuple[int, int, bytes] = (8, 8, b"\x80" * 64)) -> bytes:
    """The file. `grey` is its picture: width, height and a byte a pixel."""
    font, descendant, descriptor, picture, root, tree = 1, 2, 3, 4, 5, 6
    objects: dict[int, bytes] = {
        font: b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[2 0 R]>>",
        descendant: b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)"
        b"/Supplement 2>>/DW 1000/W[1 95 500]/FontDescriptor 3 0 R>>",
        descriptor: b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[0 -141 1000 859]/ItalicAngle 0/Ascent 859"
        b"/Descent -141/CapHeight 680/StemV 80>>",
        picture: stream(
            grey[2],
            b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8" % grey[:2],
        ),
        root: b"<</Type/Catalog/Pages 6 0 R>>",
    }
    kids = []
    for page in pages:
        number = max(objects) + (2 if not kids else 1)
        kids.append(number)
        content = "\n".join(page.content)
        if page.picture:
            x0, y0, x1, y1 = page.picture
            content += f"\nq {x1 - x0} 0 0 {y1 - y0} {x0} {page.height - y1} cm /Im Do Q"
        objects[number] = (
            f"<</Type/Page/Parent 6 0 R/MediaBox[0 0 {page.width} {page.height}]/Rotate {page.rotate}/Contents {number + 1} 0 R"
            "/Resources<</Font<</F1 1 0 R>>/XObject<</Im 4 0 R>>>>>>"
        ).encode()
        objects[number + 1] = stream(content.encode())
    objects[tree] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(f'{kid} 0 R' for kid in kids)}]>>".encode()
    out, places = b"%PDF-1.7\n", {}
    for number in sorted(objects):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    table = b"".join(b"%010d 00000 n \n" % places[number] for number in sorted(objects))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, table, len(objects) + 1, root, len(out),
    )  # fmt: skip


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(data), data)
