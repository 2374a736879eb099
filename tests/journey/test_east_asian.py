"""Stories in Chinese, Japanese and Korean, where no letter is a capital and few spaces stand.

The reports were written for this: real names in made-up news.
"""

from __future__ import annotations

import pytest

from tests.quality.stories import News, run, sent

# Title and text: a fire with so many hurt, what another desk made of it, something else.
FIRE, AGAIN, BANK = range(3)
ZH = """
俄罗斯炼油厂遭无人机袭击起火
俄罗斯国防部周三表示，乌克兰无人机袭击了莫斯科附近的卡波特尼亚炼油厂，
造成{}人受伤。莫斯科市长索比亚宁说，火势已得到控制。
乌克兰总统泽连斯基没有就此次袭击发表评论。

乌克兰袭击莫斯科炼油厂 多人受伤
莫斯科市长索比亚宁周三凌晨通报，卡波特尼亚炼油厂因乌军无人机空袭发生火灾，
工人被送往医院。俄方称击落了十二架无人机。基辅方面尚未回应。

日本央行维持利率不变
日本银行星期三结束为期两天的政策会议，决定维持基准利率在百分之零点五不变。
行长植田和男表示，将密切关注美国关税对经济的影响。日元对美元汇率随后走软。
"""
JA = """
ロシアの製油所にドローン攻撃
ロシア国防省は水曜日、ウクライナのドローンがモスクワ近郊のカポトニャ製油所を攻撃し、
{}人が負傷したと発表した。モスクワのソビャニン市長は火災は鎮火したと述べた。

モスクワの製油所で火災、けが人も
モスクワのソビャニン市長によると、カポトニャ製油所がウクライナ軍のドローンの攻撃を
受けて火災が起き、従業員が病院に運ばれた。ロシア側は12機を撃墜したとしている。

日銀、政策金利を据え置き
日本銀行は水曜日、金融政策決定会合で政策金利を0.5%に据え置くことを決めた。
植田和男総裁はアメリカの関税の影響を注視すると述べた。円は対ドルで下落した。
"""
KO = """
러시아 정유소 드론 공격으로 화재
러시아 국방부는 수요일 우크라이나 드론이 모스크바 인근 카포트냐 정유소를 공격해
{}명이 다쳤다고 밝혔다. 소뱌닌 모스크바 시장은 불길이 잡혔다고 말했다.

모스크바 정유소 화재 부상자 발생
소뱌닌 모스크바 시장은 카포트냐 정유소가 우크라이나군 드론 공격을 받아 불이 났으며
직원들이 병원으로 옮겨졌다고 전했다. 러시아는 드론 12대를 격추했다고 주장했다.

일본은행 금리 동결
일본은행은 수요일 금융정책결정회의에서 기준금리를 0.5%로 동결하기로 했다. 우에다
가즈오 총재는 미국 관세의 영향을 주시하겠다고 말했다. 엔화는 달러에 약세를 보였다.
"""


def reports(text: str) -> list[tuple[str, str]]:
    """The three; lines of Chinese and Japanese join without a space."""
    between = " " if text is KO else ""
    parts = (part.split("\n") for part in text.strip().split("\n\n"))
    return [(title, between.join(lines)) for title, *lines in parts]


LANGUAGES = {"zh": ZH, "ja": JA, "ko": KO}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_two_reports_of_one_event_are_one_story(language: str) -> None:
    said = reports(LANGUAGES[language])
    order = (("bank", said[BANK]), ("first", said[FIRE]), ("second", said[AGAIN]))
    news = [News(slug, title, body.format(3), language) for slug, (title, body) in order]
    desk, stories = await run(news, [("fire", "url:first OR url:second OR url:bank")])
    assert stories["first"] == stories["second"] != stories["bank"]
    update = sent(desk)[-1]["data"]
    assert update["alert"]["reason"] == "another origin (2): second.example"
    assert update["article"]["title"] == said[AGAIN][0]


TOLLS = {
    "zh": ("12", "31", "31"),
    "zh, numerals": ("三", "三十一", "三十一人"),
    "ja": ("12", "31", "31"),
    "ja, numerals": ("三", "三十一", "三十一人"),
    "ko": ("12", "31", "31"),
}


@pytest.mark.parametrize("case", TOLLS)
async def test_a_text_under_another_title_adds_nothing_and_with_another_toll_it_does(
    case: str,
) -> None:
    language, (few, many, told) = case[:2], TOLLS[case]
    (title, body), (other, _), _ = reports(LANGUAGES[language])
    news = [
        News("a", title, body.format(few), language),
        News("b", other, body.format(few), language),
        News("c", title, body.format(many), language),
    ]
    desk, _ = await run(news, [("fire", "url:a OR url:b OR url:c")])
    assert [body["data"]["alert"]["reason"] for body in sent(desk)] == [
        "first report",
        f"new facts in known text: {told}",
    ]
