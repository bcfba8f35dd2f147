"""Provinces of China: the Chinese names on passports, and how they are written beside them."""

from __future__ import annotations

_NAMES = """
北京=BEIJING 天津=TIANJIN 河北=HEBEI 山西=SHANXI 内蒙古=NEIMENGGU|NEIMONGOL|INNERMONGOLIA
辽宁=LIAONING 吉林=JILIN 黑龙江=HEILONGJIANG 上海=SHANGHAI 江苏=JIANGSU 浙江=ZHEJIANG
安徽=ANHUI 福建=FUJIAN 江西=JIANGXI 山东=SHANDONG 河南=HENAN 湖北=HUBEI 湖南=HUNAN
广东=GUANGDONG 广西=GUANGXI 海南=HAINAN 重庆=CHONGQING 四川=SICHUAN 贵州=GUIZHOU
云南=YUNNAN 西藏=XIZANG|TIBET 陕西=SHAANXI 甘肃=GANSU 青海=QINGHAI 宁夏=NINGXIA
新疆=XINJIANG 台湾=TAIWAN 香港=HONGKONG 澳门=MACAO|MACAU
"""

PROVINCES: dict[str, frozenset[str]] = {
    chinese: frozenset(latin.split("|"))
    for chinese, _, latin in (name.partition("=") for name in _NAMES.split())
}
"""Latin spellings without blanks by the Chinese name."""
