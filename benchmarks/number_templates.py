"""Short items that differ in their numbers alone: weather, markets, results. No two of them are copies.

Each is news of its own, however alike the words are; a detector that drops one loses a record. All are written for this
benchmark: names, places and figures are made up.
"""

import random
import re
from collections.abc import Iterator

_NAMES = {
    "team": "Northgate Millbrook Ashford Redhill Easton Harwick Lindale Corbridge Penfield Stanmore".split(),
    "scorer": "Okafor Lindqvist Moreau Petrov Castellano Adeyemi Brandt Sato Keane Villanueva".split(),
    "day": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "tag": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag".split(),
    "month": "January February March April May June July August September October November December".split(),
    "turn": "rose fell climbed slipped gained dropped".split(),
    "wind": "north south east west north-easterly south-westerly".split(),
}

# Name and title, then the body. {5..20} is a whole number, {1.05..1.25} one with as many decimals as its bounds, {team}
# one of the names above. The first have many numbers; the last few, so that their items are 0.8 alike and more.
_WRITTEN = """
weather | Weather for Westmoor and the coast on {day}
It will be mostly cloudy in the morning with sunny spells in the afternoon. Highs of {12..31} degrees are expected in
the city and {10..28} degrees on the coast, with lows of {2..11} degrees at night. The chance of rain is {5..95}
percent. A light {wind} wind will reach {8..45} km/h in the hills. Sunrise is at 6.{10..59} and sunset at 20.{10..59}.
The pollen count is {1..9} out of 10 and the UV index stands at {1..9}.

share price | Harbour Steel shares close
Shares of Harbour Steel Holdings {turn} {0.10..7.99} percent to close at {11.05..98.95} on {day}. The stock opened at
{11.05..98.95} and traded between a low of {11.05..49.95} and a high of {50.05..98.95}. Some {100..990},{100..999}
shares changed hands, compared with an average of {100..990},{100..999} over the last 30 sessions. The company's
market value stood at {2.1..9.9} billion at the end of the day.

index | Stocks at the close
The leading index of the Eastland exchange {turn} {1..300}.{10..99} points, or {0.10..3.90} percent, to end at
{11..38},{100..999}.{10..99}. The broader index closed {0.10..3.90} percent {day} at {1000..4999}.{10..99}. Advancing
issues numbered {200..900} and declining ones {200..900}, while {20..190} were unchanged. Turnover came to {1.1..6.9}
billion, after {1.1..6.9} billion on the day before. Analysts said that investors were waiting for the central bank's
decision on interest rates later in the week.

football | {team} against {team}
{team} beat {team} by {3..6} to {0..2} in the premier division on {day}. {scorer} scored the first goal in the
{3..40}th minute, and {scorer} added the second in the {46..70}th. {team} had {40..64} percent of possession and
{5..24} shots on goal. The crowd was {11..59},{100..999}. {team} are now in {1..20}th place with {12..80} points from
{20..38} matches.

traffic | Traffic on the ring road this morning
Drivers on the ring road have to reckon with delays of {5..75} minutes between exits {2..19} and {20..39} after an
accident at {6..9}.{10..59} this morning. The queue is {2..17} kilometres long. One of {3..4} lanes is closed. The
police ask drivers to take the B{10..99} instead. Buses of lines {10..49} and {50..99} run up to {5..40} minutes late.

exchange rates | Reference rates of the central bank
The central bank set the reference rates of the crown on {day} as follows: US dollar {6.0105..9.9895}, euro
{7.0105..11.9895}, pound sterling {9.0105..13.9895}, Swiss franc {7.0105..11.9895}, one hundred Japanese yen
{5.0105..8.9895}, Canadian dollar {4.0105..7.9895}, Australian dollar {4.0105..7.9895}. The rates are valid until noon
of the next working day.

earthquake | Earthquake off the southern islands
An earthquake of magnitude {4.1..6.9} struck off the southern islands at {1..12}:{10..59} local time on {day}, the
geological institute said. Its epicentre was {12..240} kilometres south-west of the capital, at a depth of {5..95}
kilometres. There was no warning of a tsunami, and there were no immediate reports of damage or injuries. It was the
{2..30}th quake of magnitude 4 or more in the region this year.

lottery | Winning numbers of {day}'s draw
The winning numbers in {day} evening's drawing of the Golden Six lottery are: {1..9}, {10..17}, {18..26}, {27..35},
{36..42}, {43..49}, bonus ball {1..12}. The estimated jackpot was {2..98} million. {3..60} players matched five
numbers and win {1..9},{100..999} each; {100..990} matched four.

daily cases | Health ministry reports new infections
The health ministry reported {100..990} new infections in the last 24 hours on {day}, bringing the total to
{100..990},{100..999}. {2..60} people died, and {100..990} recovered. There are {1000..9900} active cases, of which
{20..190} are in intensive care. Laboratories made {10..59},{100..999} tests, of which {1.1..9.9} percent were
positive. {40..79}.{1..9} percent of the people have had two doses of vaccine. The ministry called on all to wear
masks indoors and to keep their distance.

road deaths | Police figures for {month}
{3..40} people died on the roads of the province in {month}, police said on {day}, {1..20} more than in the same month
of last year. {100..490} were injured, {20..90} of them badly. Officers stopped {1000..9900} drivers; {100..990} were
too fast and {20..190} had drunk.

fuel prices | What fuel costs this week
The average price of a litre of unleaded petrol is {1.501..1.989} this week, {0.1..3.9} cents more than a week ago,
the motorists' club said on {day}. Diesel costs {1.401..1.899}. It is cheapest in the north, at {1.401..1.699}, and
dearest in the capital, at {1.701..1.999}. A barrel of crude oil was traded at {60..99}.{10..99} dollars.

tennis | Results from the Lakeside Open
Results from the Lakeside Open on {day}, round {2..4}: {scorer} ({1..16}) beat {scorer} 6-{0..4}, 6-{0..4}; {scorer}
beat {scorer} ({1..16}) 7-6 ({2..8}), 3-6, 6-{0..4}; {scorer} beat {scorer} 6-{0..4}, 7-5. The centre court saw
{2..9},{100..999} spectators, at {22..38} degrees in the shade.

wetter | Das Wetter am {tag}
Am {tag} ist es im Norden wechselnd bewölkt, im Süden scheint oft die Sonne. Die Höchstwerte liegen zwischen {8..19}
Grad an der See und {20..34} Grad am Oberrhein. In der Nacht sinken die Temperaturen auf {1..14} Grad. Der Wind weht
schwach bis mäßig mit {5..45} km/h. Das Risiko für Regen beträgt {5..95} Prozent.

séisme | Un séisme ressenti dans les îles
Un séisme de magnitude {4.1..6.9} a été enregistré à {1..23} h {10..59} au large des îles, à {10..240} kilomètres de
la capitale et à une profondeur de {5..95} kilomètres, selon l'institut de géologie. Aucune victime n'a été signalée.
C'est la {2..30}e secousse de cette ampleur depuis le début de l'année.

mercado | La bolsa al cierre
La bolsa cerró con una variación del {0.10..3.90} por ciento, hasta los {7000..12900} puntos. El volumen negociado fue
de {1000..2900} millones. El euro se cambiaba a {1.0105..1.2495} dólares y el barril de crudo costaba
{60..99},{10..99} dólares. La prima de riesgo se situó en {70..160} puntos básicos.

storm warning | Weather service warns of gales on the coast
The weather service has issued a warning of gales for the whole of the northern coast from this evening until tomorrow
at noon. Gusts of up to {75..130} km/h are expected on exposed stretches and in the mountains. Motorists are asked to
drive with care, to keep away from trees and to leave high-sided vehicles at home. Ferries to the outer islands may be
cancelled at short notice; passengers should ask the company before they set out. People who live near the shore are
advised to tie down garden furniture and to stay away from piers and sea walls, where waves can come over without
warning. The fire brigade has called in additional crews for the night.

river level | Flood office on the river at the old bridge
The flood office of the district has published its evening report on the river. At the old bridge the gauge stood at
{210..690} centimetres. The footpaths along the banks below the cathedral stay closed, and so do the car parks on the
southern meadow. The office does not reckon with danger for houses in the lower town as long as there is no further
rain in the hills. Residents who need sandbags can get them free of charge at the yard of the public works in Mill
Lane, every day from early morning until dusk. The next report will be published tomorrow morning on the website of
the district and on its telephone line.

fund price | Net asset value of the Meridian Growth Fund
Meridian Asset Management announces the net asset value of the Meridian Growth Fund. The unaudited net asset value per
ordinary share, including income of the current year and with debt at its market value, was {101.05..198.95} pence.
The figure was calculated in accordance with the guidelines of the association of investment companies. The value of
investments and the income from them may fall as well as rise, and investors may not get back the amount that they put
in. Past performance is no guide to the future. Neither the contents of the company's website nor those of any website
reachable by links on it are part of this announcement. Enquiries should be addressed to the company secretary.

boat arrivals | Boats reach the island
{21..290} people reached the island in small boats on {day}, the coast guard said in its daily statement. They were
brought to the reception centre near the harbour, where doctors of an aid group looked after them, and are to be taken
to the mainland by ferry within the next few days. The centre was built for far fewer people than now live there, and
the mayor has repeatedly asked the government for help. The interior ministry says that further places are being made
ready on the mainland. Aid groups criticise that those who arrive have to sleep in tents without heating, and that
there are too few doctors and interpreters.

metal price | Gold at the London fixing
Gold was fixed in London this afternoon at {1810..2390} dollars an ounce. Dealers spoke of quiet business without any
clear direction, as many investors wait for the minutes of the last meeting of the central bank and for the figures
from the labour market at the end of the week. Demand for jewellery from Asia was steady, they said, while funds
backed by the metal again reported small outflows. Silver, platinum and palladium moved little. Analysts expect that
the price will stay within its range of the last weeks until it becomes clearer how interest rates are going to
develop in the second half of the year.

school closures | Schools closed because of heating failures
Because of failures of the heating, {3..48} schools of the county stay closed on {day}, the education office
announced. Parents are told by the head teachers by text message whether their children's school is among them.
Emergency care for pupils in the lower years is offered in the community centres, where a warm lunch will be served as
well. Lessons for the older ones take place online as far as possible. The office asks parents not to telephone its
staff but to look at the list on its website, which is brought up to date every hour. School buses do not run on
routes that only serve schools which are closed.

sieg | Heimsieg für den TSV Auental
Der TSV Auental hat sein Heimspiel gegen den SV {scorer} mit {3..9}:{0..2} gewonnen. Vor der Pause hatten die
Gastgeber noch Mühe mit der gut gestaffelten Abwehr der Gäste, danach aber ließ die Mannschaft von Trainer Voss keine
Zweifel mehr aufkommen. Besonders über die linke Seite kamen die Hausherren immer wieder gefährlich vor das Tor. Die
Gäste steckten zwar nicht auf, blieben im Angriff aber harmlos und konnten sich bei ihrem Torwart bedanken, dass die
Niederlage nicht noch höher ausfiel. Voss lobte nach dem Abpfiff die Einstellung seiner Elf und blickte schon auf das
Spitzenspiel am kommenden Wochenende voraus, zu dem der Verein wieder Busse einsetzt.
"""


def _parsed(written: str) -> Iterator[tuple[str, tuple[str, str]]]:
    for template in written.strip().split("\n\n"):
        head, body = template.split("\n", 1)
        name, title = head.split(" | ")
        yield name, (title, " ".join(body.split()))


TEMPLATES = dict(_parsed(_WRITTEN))

_PLACEHOLDER = re.compile(r"\{(?:(\d+(?:\.(\d+))?)\.\.(\d+(?:\.\d+)?)|(\w+))\}")


def fill(template: str, rng: random.Random) -> str:
    """A template with numbers and names drawn for it."""

    def drawn(found: re.Match[str]) -> str:
        low, decimals, high, name = found.groups()
        if name:
            return rng.choice(_NAMES[name])
        if decimals:
            return f"{rng.uniform(float(low), float(high)):.{len(decimals)}f}"
        return str(rng.randint(int(low), int(high)))

    return _PLACEHOLDER.sub(drawn, template)


def items(name: str, count: int, seed: int) -> Iterator[tuple[str, str]]:
    """Title and body of so many items of one template, no two of the same body."""
    rng = random.Random(f"{seed}/{name}")  # noqa: S311 (a benchmark that runs the same each time)
    title, body = TEMPLATES[name]
    seen: set[str] = set()
    while len(seen) < count:
        filled = fill(body, rng)
        if filled not in seen:
            seen.add(filled)
            yield fill(title, rng), filled
