"""Invented text for drawn pages."""

from __future__ import annotations

WORDS = """
harbour lantern window marble copper island winter garden silver meadow orange bridge castle
pepper velvet thunder saddle whistle cotton quarry jungle zephyr Invoice Total Amount Quantity
Customer Delivery Address Reference
""".split()  # noqa: SIM905
HAN_LETTERS = (
    "图书馆每天上午九点开门晚上八点关门读者凭借书证可以借阅十本"
    "期限三十城市公园散步天气很好今年春夏秋冬山水花鸟"
)
SURNAMES = """
LINDQVARN OSTREL VANTERBOOM KIMURAI DELACROIXE OBRANTI SZWEDEK QUILLFEATHER IX MOREAUX
GARCIALOPEZ BHATTAR OYELARANO ZUBIRI HALVORSENNE PAPADOKIS
""".split()  # noqa: SIM905
GIVEN = """
MARA JONAS ELOWEN TADEO SVENJA ISOLDE KASPIAN OLUWA BRIJIT YOSEF LUZ KLEMENS ANNEKE FILIPPO
ROSALIND IO
""".split()  # noqa: SIM905
