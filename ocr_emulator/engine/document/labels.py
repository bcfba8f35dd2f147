"""Words that label a value on forms, in English and Chinese.

A label with a colon is told by the colon. These are the words that forms print without one.
"""

from __future__ import annotations

import re

_ENGLISH = """
name, full name, first name, last name, surname, given name, given names, family name, title,
gender, sex, date, date of birth, birth date, place of birth, nationality, marital status, age,
address, street, city, state, country, postcode, postal code, zip code, phone, telephone, tel,
mobile, fax, email, e-mail, website, id, id no, id number, passport no, passport number, number,
no, invoice no, invoice number, invoice date, order no, order number, order date, due date,
customer, customer no, customer number, client, supplier, company, department, position, occupation,
employer, contact, contact person, account, account no, account number, bank, iban, bic, swift,
amount, total, subtotal, tax, vat, balance, currency, reference, reference no, period, issue date,
date of issue, expiry date, date of expiry, valid until, signature, delivery date, remarks, notes
"""
_CHINESE = """
姓名 名称 性别 民族 出生 出生日期 住址 地址
电话 手机 邮箱 传真 邮编 国籍 籍贯 学历
专业 职务 职业 单位 公司 部门 日期 编号
证件号码 身份证号 公民身份号码 账号 开户行 金额 合计 税额
备注 签发机关 有效期限 联系人 发票代码 发票号码 开票日期 纳税人识别号
购买方 销售方 收款人 复核 开票人 类型 法定代表人 注册资本
成立日期 经营范围
"""
LABELS = frozenset(
    " ".join(label.split()) for label in _ENGLISH.replace("\n", " ").split(",")
) | frozenset(_CHINESE.split())

_LONGEST = 40
_MOST_WORDS = 6
_URL = re.compile(r"^(?:https?|ftp|file)$", re.IGNORECASE)


def is_known(text: str) -> bool:
    """Return whether a text is a label that forms print without a colon."""
    plain = " ".join(text.lower().strip(" .*").split())
    return plain in LABELS or plain.replace(" ", "") in LABELS


def can_be(text: str) -> bool:
    """Return whether what stands before a colon can be a label."""
    text = text.strip()
    if not text or len(text) > _LONGEST or len(text.split()) > _MOST_WORDS:
        return False
    if _URL.match(text) or not any(character.isalpha() for character in text):
        return False
    # Times, ratios and sentences have colons too.
    return not text[-1].isdigit() and not re.search(r"[,;，；。!?！？]|\.\s", text)
