"""Provinces of Thailand as license plates name them, and the one that a reading means."""

from __future__ import annotations

from rapidfuzz import fuzz, process

PROVINCES = tuple(
    """
    กรุงเทพมหานคร กระบี่ กาญจนบุรี กาฬสินธุ์ กำแพงเพชร ขอนแก่น จันทบุรี ฉะเชิงเทรา ชลบุรี ชัยนาท ชัยภูมิ
    ชุมพร เชียงราย เชียงใหม่ ตรัง ตราด ตาก นครนายก นครปฐม นครพนม นครราชสีมา นครศรีธรรมราช
    นครสวรรค์ นนทบุรี นราธิวาส น่าน บึงกาฬ บุรีรัมย์ ปทุมธานี ประจวบคีรีขันธ์ ปราจีนบุรี ปัตตานี
    พระนครศรีอยุธยา พะเยา พังงา พัทลุง พิจิตร พิษณุโลก เพชรบุรี เพชรบูรณ์ แพร่ ภูเก็ต มหาสารคาม
    มุกดาหาร แม่ฮ่องสอน ยโสธร ยะลา ร้อยเอ็ด ระนอง ระยอง ราชบุรี ลพบุรี ลำปาง ลำพูน เลย ศรีสะเกษ
    สกลนคร สงขลา สตูล สมุทรปราการ สมุทรสงคราม สมุทรสาคร สระแก้ว สระบุรี สิงห์บุรี สุโขทัย สุพรรณบุรี
    สุราษฎร์ธานี สุรินทร์ หนองคาย หนองบัวลำภู อ่างทอง อำนาจเจริญ อุดรธานี อุตรดิตถ์ อุทัยธานี
    อุบลราชธานี เบตง
    """.split()  # noqa: SIM905
)
_LEAST = 75.0  # of 100: other texts of an image have less
_LEAD = 8.0  # by which the best province is more alike than the next


def province(text: str) -> tuple[str, float] | None:
    """Return the province that a text means and how alike both are; None when it is unclear."""
    letters = "".join(text.split())
    (name, score, _), (_, second, _) = process.extract(
        letters, PROVINCES, scorer=fuzz.ratio, limit=2
    )
    if score < _LEAST or score - second < _LEAD:
        return None
    return name, score / 100
