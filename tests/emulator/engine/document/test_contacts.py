"""Contacts among lines of text."""

from __future__ import annotations

import pytest

from ocr_emulator.engine.document.contacts import Contact, find_contact


def test_chinese_contact_without_labels() -> None:
    """Name and mobile number on one line, the address over two."""
    lines = ["林样例 13812345678", "广东省深圳市南山区科技园路1号", "3栋502室"]
    assert find_contact(lines) == Contact(
        "林样例", "13812345678", "广东省", "深圳市", "南山区", "科技园路1号3栋502室"
    )


def test_region_and_details_under_labels() -> None:
    """An address on two labelled lines is one address."""
    lines = ["所在地区：浙江省杭州市西湖区", "详细地址：文三路 90号"]
    found = find_contact(lines)
    assert (found.province, found.city, found.district) == ("浙江省", "杭州市", "西湖区")
    assert found.detail_address == "文三路 90号"


def test_municipality_is_province_and_city() -> None:
    """Four cities are provinces at once."""
    found = find_contact(["北京市海淀区中关村大街27号"])
    assert (found.province, found.city, found.district) == ("北京市", "北京市", "海淀区")


def test_english_contact() -> None:
    """Labels tell name, address and telephone apart; the address is not divided."""
    lines = [
        "Ship to: Mara Lindqvist",
        "Address: 12 Harbour Road, Northhaven",
        "Phone: +49 30 1234567",
    ]
    assert find_contact(lines) == Contact(
        "Mara Lindqvist", "+49 30 1234567", detail_address="12 Harbour Road, Northhaven"
    )


def test_value_on_the_line_below_its_label() -> None:
    """A label alone belongs to the next line."""
    found = find_contact(["Name", "Mobile", "Recipient:", "Jonas Kimura"])
    assert found.name == "Jonas Kimura"


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["Summer sale", "20 % off until 2025-08-31", "Order no. 123456789012"],
        ["Tel: 2025-08-31"],
        ["13912345678901234", "Price 1,299.00"],
        ["Contact us for more", "Name: Address:"],
        ["中国城市规划", "省市区"],
    ],
)
def test_other_text_is_no_contact(lines: list[str]) -> None:
    """Dates, prices, order numbers and bare labels are not taken for a contact."""
    assert find_contact(lines) == Contact()


def test_masked_number_is_returned_as_printed() -> None:
    """Digits that a shop hides stay hidden."""
    assert find_contact(["张三", "138****5678"]) == Contact(name="张三", phone="138****5678")


@pytest.mark.parametrize(
    "line", ["省" * 100_000, "1" * 100_000, "Name: " + "a " * 50_000, "市区" * 50_000]
)
def test_hostile_text_costs_no_time(line: str) -> None:
    """Patterns look at a bounded part of a line and of a page."""
    assert isinstance(find_contact([line] * 500), Contact)


def test_contact_is_hidden_in_repr() -> None:
    """Personal data does not reach a log by accident."""
    assert "13812345678" not in repr(find_contact(["林样例 13812345678"]))


@pytest.mark.parametrize(
    ("lines", "phone"),
    [
        (["Mara Lindqvist", "+49 30 1234567"], "+49 30 1234567"),
        (["(030) 1234567"], "(030) 1234567"),
        (["Order 030 1234567"], ""),
        (["手机：138****5678"], "138****5678"),
        (["Tel: none", "Mobile: 13812345678"], "13812345678"),
        (["Tel: 123 456 789 012 345 678 901"], ""),
        (["Tel: 030 1234567 030 7654321"], ""),
    ],
)
def test_telephone_number_is_found_by_its_label_or_form(lines: list[str], phone: str) -> None:
    """Without a label it begins with a plus sign or a code in parentheses; stars are kept."""
    assert find_contact(lines).phone == phone


@pytest.mark.parametrize(
    ("details", "expected"),
    [(["电话：13812345678"], ""), (["", "详细地址：文三路90号"], "文三路90号")],
)
def test_details_below_a_region_are_those_with_a_label(details: list[str], expected: str) -> None:
    """Another line in between does not end the address, and a telephone number is none."""
    found = find_contact(["所在地区：浙江省杭州市西湖区", *details])
    assert (found.district, found.detail_address) == ("西湖区", expected)
