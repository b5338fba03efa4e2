"""A day written in any of many forms and languages is read back."""

from datetime import date, datetime, timedelta, timezone
from email.utils import format_datetime

from hypothesis import given
from hypothesis import strategies as st

from newsscrape.dates import DateRules, find_date, parse_date
from tests.property.test_dates import moments

# Written out here, and not taken from the table that is tested.
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "cs": "ledna února března dubna května června července srpna září října listopadu prosince",
    "hr": "siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    "el": "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου "
    "Δεκεμβρίου",
    "fi": "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta "
    "marraskuuta joulukuuta",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "hi": "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर",
}
NAMES = {language: names.split() for language, names in MONTHS.items()}
NAMED = (
    "{d} {m} {y}",
    "{d}. {m} {y}",
    "{m} {d}, {y}",
    "{d}-{m}-{y}",
    "{d} de {m} de {y}",
    "{y}. {m} {d}.",
    "{m}.{d}, {y}",
)
NUMBERS = ("{y}-{n:02}-{d:02}", "{y}/{n}/{d}", "{y}年{n}月{d}日", "{y}. {n}. {d}.", "{d}.{n}.{y}", "{d:02}.{n:02}.{y}")
days = st.dates(date(1990, 1, 1), date(2049, 12, 31))


def digits_from(zero: str) -> dict[int, str]:
    return {ord("0") + i: chr(ord(zero) + i) for i in range(10)}


@given(days, st.sampled_from(sorted(NAMES)), st.sampled_from(NAMED))
def test_named_months(day: date, language: str, form: str) -> None:
    text = form.format(d=day.day, m=NAMES[language][day.month - 1], y=day.year)
    assert parse_date(text, DateRules(languages=(language,))) == day.isoformat()


@given(days, st.sampled_from(NUMBERS), st.sampled_from("0٠۰०০๐"))
def test_numbers_in_any_digits(day: date, form: str, zero: str) -> None:
    text = form.format(d=day.day, n=day.month, y=day.year).translate(digits_from(zero))
    assert parse_date(text) == day.isoformat()
    assert find_date(f"Published {text}") == (day.isoformat(), 10, 10 + len(text.rstrip(".")))


@given(days, st.booleans())
def test_the_order_of_day_and_month_is_the_rules(day: date, month_first: bool) -> None:
    text = f"{day.month}/{day.day}/{day.year}" if month_first else f"{day.day}/{day.month}/{day.year}"
    assert parse_date(text, DateRules(month_first=month_first)) == day.isoformat()


@given(moments, st.integers(-12 * 60, 14 * 60))
def test_moments_with_an_offset(moment: datetime, minutes: int) -> None:
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert parse_date(format_datetime(aware)) == aware.isoformat()
    assert parse_date(f"{aware:%B %d, %Y %I:%M %p %z}") == aware.isoformat()
    assert parse_date(f"{aware:%d.%m.%Y, %H:%M}") == moment.isoformat()


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from("30 4 2023 April . / - 年 月 : 21 PM UTC + 0200 de ' ٣".split())).map("".join)
)
def test_what_is_read_reads_as_itself(text: str) -> None:
    found = find_date(text)
    if found is not None:
        iso, start, end = found
        assert 0 <= start < end <= len(text)
        assert parse_date(iso) == iso
