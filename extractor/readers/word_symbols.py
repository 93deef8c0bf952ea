"""Characters of symbol fonts (Wingdings) that carry meaning in reports: numbers in circles and ticked boxes."""

from __future__ import annotations

_BOXES = {
    0x52: "☑",
    0x53: "☒",
    0x6F: "□",
    0x71: "□",
    0x72: "□",
    0xA3: "□",
    0xA8: "□",
    0xFB: "✗",
    0xFC: "✓",
    0xFD: "☒",
    0xFE: "☑",
}


def symbol(code: int) -> str:
    """The character for a code of a symbol font, or nothing for an ornament.

    >>> symbol(0xF081), symbol(0x25B3), symbol(0xF020)
    ('①', '△', '')
    """
    if 0xF000 <= code <= 0xF0FF:
        place = code & 0xFF
        if 0x81 <= place <= 0x8A:
            return chr(0x2460 + place - 0x81)
        if 0x8C <= place <= 0x95:
            return chr(0x2776 + place - 0x8C)
        return _BOXES.get(place, "")
    return "" if code < 0x20 or 0xD800 <= code <= 0xF8FF or code > 0x10FFFF else chr(code)
