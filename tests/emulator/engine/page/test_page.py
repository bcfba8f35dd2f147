"""Page analysis with an engine that detects what the test drew."""

import math

import pytest
from PIL import Image

from ocr_emulator.engine.base import Line
from ocr_emulator.engine.geometry import Rotation, direction, height, mapped, shifted
from ocr_emulator.engine.page import ordered, read_page, rotated


class Drawn:
    """Detect level boxes on a rotated page; confidence is high only for upright text.

    As real detectors do, it starts areas at the corner nearest to the top left of the image.
    """

    name = "drawn"
    languages: frozenset[str] = frozenset()

    def __init__(self, angle, boxes, size=(800, 600)):
        self.turn = Rotation((-angle) % 360, *size)
        self.angle = angle
        self.size = self.turn.canvas
        self.areas = [mapped(box, self.turn, back=False) for box in boxes]
        self.reads = 0

    def image(self):
        return Image.new("L", self.size)

    def detect(self, image):
        areas = self.areas
        if image.size != self.size:
            # Only a sheet on its side is turned in these tests, a quarter clockwise.
            quarter = Rotation(90, *self.size)
            assert image.size == quarter.canvas
            areas = [mapped(area, quarter, back=False) for area in areas]
        return tuple(
            min((shifted(a, k) for k in range(4)), key=lambda s: s[0][0] + s[0][1]) for a in areas
        )

    def recognize(self, image, polygons, *, characters=False, alphabet=None):
        self.reads += len(polygons)
        lines = []
        for polygon in polygons:
            off = abs((direction(polygon) - self.angle + 180) % 360 - 180)
            lines.append(Line("upright text", polygon, 0.99 if off < 10 else 0.7))
        return tuple(lines)


BOXES = [
    ((50.0, y), (50.0 + w, y), (50.0 + w, y + 24), (50.0, y + 24))
    for y, w in ((40.0, 500.0), (90.0, 640.0), (140.0, 300.0), (190.0, 420.0))
]


@pytest.mark.parametrize("angle", [0, 90, 180, 270, 1.5, 359])
def test_rotated_pages_are_read_upright(angle):
    """Direction, order and confidence are those of the upright page."""
    engine = Drawn(angle, BOXES)
    page = read_page(engine, engine.image(), orient=True, characters=False, mixed=False)
    assert (page.angle - angle + 180) % 360 - 180 == pytest.approx(0, abs=1e-6)
    assert [len(row) for row in page.rows] == [1, 1, 1, 1]
    assert min(line.confidence for line in page.lines) == 0.99
    for line, box in zip(page.lines, engine.areas, strict=True):
        for got, expected in zip(line.polygon, box, strict=True):
            assert got == pytest.approx(expected, abs=1e-6)


def test_angle_is_zero_without_orientation():
    """Nothing is rotated, and a slight slant does not break rows."""
    engine = Drawn(2, [*BOXES, ((660.0, 40.0), (780.0, 40.0), (780.0, 64.0), (660.0, 64.0))])
    page = read_page(engine, engine.image(), orient=False, characters=False, mixed=False)
    assert page.angle == 0
    assert [len(row) for row in page.rows] == [2, 1, 1, 1]


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_mixed_directions_read_rotated_page(angle):
    """With mixed directions a rotated page is read although its angle was not requested."""
    engine = Drawn(angle, BOXES)
    page = read_page(engine, engine.image(), orient=False, characters=False, mixed=True)
    assert page.angle == 0
    assert min(line.confidence for line in page.lines) == 0.99
    assert [line.polygon[0] for line in page.lines] == [area[0] for area in engine.areas]


def test_line_upside_down_is_read_in_its_direction():
    """With mixed directions a doubtful line is tried the other way round."""
    engine = Drawn(0, BOXES)
    odd = engine.areas[2]
    read = engine.recognize

    def recognize(image, polygons, **options):
        lines = read(image, polygons, **options)
        return tuple(
            Line("turned", q, 0.95 if q == shifted(odd, 2) else 0.6)
            if sorted(q) == sorted(odd)
            else line
            for q, line in zip(polygons, lines, strict=True)
        )

    engine.recognize = recognize
    page = read_page(engine, engine.image(), orient=False, characters=False, mixed=True)
    assert page.lines[2].text == "turned"
    assert abs(direction(page.lines[2].polygon)) == pytest.approx(180)
    single = read_page(engine, engine.image(), orient=False, characters=False, mixed=False)
    assert single.lines[2].confidence == 0.6


def test_illegible_lines_are_left_out():
    """Lines with a confidence below one half are not text."""
    engine = Drawn(0, BOXES)
    engine.recognize = lambda image, polygons, **_: tuple(Line("x", p, 0.4) for p in polygons)
    page = read_page(engine, engine.image(), orient=True, characters=False, mixed=True)
    assert page.lines == ()


def test_very_large_image_is_reduced():
    """Coordinates are those of the given image."""
    big = Image.new("L", (12000, 9000))
    engine = Drawn(0, BOXES)
    seen = []

    def detect(image):
        seen.append(image.size)
        return tuple(BOXES)

    engine.detect = detect
    page = read_page(engine, big, orient=False, characters=False, mixed=False)
    (w, h), (pw, ph) = seen[0], (page.width, page.height)
    assert (pw, ph) == (12000, 9000)
    assert w * h < 28_000_000
    assert height(page.lines[0].polygon) == pytest.approx(24 * 12000 / w, rel=1e-3)


@pytest.mark.parametrize("angle", [0, 90, 180, 270, 30])
def test_rotated_copy_follows_mapping(angle):
    """A dot is found where the rotation maps it."""
    image = Image.new("L", (200, 100), 255)
    image.paste(0, (150, 20, 156, 26))
    turn = Rotation(angle, 200, 100)
    after = rotated(image, turn)
    assert after.size == turn.canvas
    x, y = turn.forward((153.0, 23.0))
    assert after.getpixel((int(x), int(y))) < 40


@pytest.mark.parametrize(
    ("confidence", "text", "taken"),
    [(0.95, "turned text", True), (0.75, "turned text", False), (0.95, "x", False)],
)
def test_second_look_needs_clear_lead(confidence, text, taken):
    """Another direction must be sure, clearly surer, and no shorter than half."""
    engine = Drawn(0, BOXES)
    read = engine.recognize

    def recognize(image, polygons, **options):
        lines = read(image, polygons, **options)
        return tuple(
            Line(text, q, confidence)
            if abs(direction(q)) > 90 and q[0][1] > 180
            else Line("upright text", q, 0.7)
            if q[0][1] > 180
            else line
            for q, line in zip(polygons, lines, strict=True)
        )

    engine.recognize = recognize
    page = read_page(engine, engine.image(), orient=False, characters=False, mixed=True)
    assert (page.lines[3].text == text) is taken


def rows_of_type(count, tall):
    """Areas of text of a height, one below the other."""
    boxes = [(10.0, 2.0 * tall * row) for row in range(count)]
    return tuple(((x, y), (x + 150, y), (x + 150, y + tall), (x, y + tall)) for x, y in boxes)


@pytest.mark.parametrize(
    ("count", "tall", "sizes"),
    [
        pytest.param(12, 20.0, [(400, 300)], id="large type is read as it is"),
        pytest.param(12, 12.0, [(400, 300), (800, 600)], id="small type is enlarged"),
        pytest.param(3, 20.0, [(400, 300), (800, 600)], id="little text may not be all"),
    ],
)
def test_small_image_is_enlarged_where_type_is_small(count, tall, sizes):
    """Detection sees twice the size if that helps; coordinates stay those of the image."""
    engine = Drawn(0, BOXES)
    seen = []

    def detect(image):
        seen.append(image.size)
        factor = image.width / 400
        areas = rows_of_type(count, tall)
        return tuple(tuple((factor * x, factor * y) for x, y in area) for area in areas)

    engine.detect = detect
    small = Image.new("L", (400, 300))
    page = read_page(engine, small, orient=False, characters=False, mixed=False)
    assert seen == sizes
    assert (page.width, page.height) == (400, 300)
    assert [line.polygon for line in page.lines] == list(rows_of_type(count, tall))


def bent_receipt(tilt):
    """Six items that rise to the right by so many degrees, and their amounts on the same height."""
    boxes = []
    for row in range(6):
        y, rise = 100.0 + 22 * row, 160 * math.tan(math.radians(tilt))
        boxes.append(((20.0, y), (180.0, y - rise), (180.0, y + 18 - rise), (20.0, y + 18)))
        boxes.append(((400.0, y), (440.0, y), (440.0, y + 18), (400.0, y + 18)))
    return boxes


@pytest.mark.parametrize("tilt", [0.0, 1.5, 2.5])
def test_amounts_of_bent_receipt_stand_beside_their_items(tilt):
    """The direction of the long lines, at one side of the paper, is not that of its rows."""
    boxes = bent_receipt(tilt)
    lines = [Line(str(number), box, 1.0) for number, box in enumerate(boxes)]
    wide = Line("SHOP", ((150.0, 40.0), (310.0, 40.0), (310.0, 60.0), (150.0, 60.0)), 1.0)
    found = ordered([wide, *lines], (460, 300), tilt)
    assert [[line.text for line in row] for row in found] == [
        ["SHOP"],
        *([str(row), str(row + 1)] for row in range(0, 12, 2)),
    ]


def test_rows_of_flat_page_follow_its_direction():
    """A page that lies at an angle has all lines in it, and is not bent."""
    turn = Rotation(3.0, 460, 300)
    boxes = [mapped(box, turn, back=True) for box in bent_receipt(0.0)]
    lines = [Line(str(number), box, 1.0) for number, box in enumerate(boxes)]
    found = ordered(lines, (460, 300), 3.0)
    assert [[line.text for line in row] for row in found] == [
        [str(row), str(row + 1)] for row in range(0, 12, 2)
    ]
