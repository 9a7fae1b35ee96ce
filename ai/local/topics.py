"""What a fact is about, as far as words tell, and what a section about it is called in each language."""

import re

from ai.local.tables import MONTH_NAMES
from ai.local.wording import tokens

_YEAR = re.compile(r"\b\d{1,2}\b.*\b(?:19|20)\d\d\b")

# Per topic: beginnings of words that point to it, in any of the languages (`=` marks a whole word).
_CUES = {
    "security": "cve fault permission vulnerab security sicherheit schwachstell angriff sécurité faille segurid "
    "vulnerabil sicurezza "
    "veiligheid kwetsbaar segurança password passwort hacker malware =bảo =mật exploit",
    "law": "court lawsuit sued judge verdict legal gericht klage geklagt klagt urteil anwalt prozess tribunal plainte "
    "procès justice demanda juez sentencia tribunale ricorso rechtbank rechter vonnis processo judicial =tòa =kiện",
    "money": "cost price budget million billion euro dollar pound eur usd fund grant salary tax kosten preis millionen "
    "milliard steuer gehalt förder finanz coût prix financ impôt coste precio presupuest inversi costo prezzo "
    "spes bilancio kosten prijs subsid custo preço orçament investiment =€ =$ =£ =tiền đồng =phí revenue umsatz",
    "building": "construct bridge build built road tunnel brücke bauzeit =bau gebaut leuchte baustell straßenb ersetzt "
    "sanier chantier travaux pont constru obra puente ponte cantiere lavori brug bouw aanleg obras =cầu =xây",
    "people": "staff employee train volunteer team visitor resident member mitarbeit personal schulung ehrenamt "
    "besuch einwohner teilnehm salarié équipe formation bénévol visiteur habitant emplead equipo formación "
    "visitant dipendent volontar medewerk vrijwillig bezoeker funcionári voluntári visitante =nhân =người",
    "health": "hospital patient doctor clinic vaccin disease health klinik krankenh patient ärzt impf gesundheit "
    "hôpital "
    "médecin santé malad salud médic ospedal salute ziekenhuis gezondheid saúde =bệnh =sức",
    "learning": "school student pupil teacher universit schule schüler lehrer studier hochschul école élève "
    "étudiant escuela alumn estudiant scuola studenti school leerling docent escola alun =trường =học",
    "nature": "climate energy solar emission forest species weather klima energie solar wald tierart wasser "
    "wetter "
    "climat énergie forêt eau clima energía bosque agua energia foresta acqua klimaat bos floresta =nước =rừng",
    "traffic": "traffic parking train bus bicycle cyclist passenger radweg verkehr park fahrrad räder bahn fahrgäst "
    "circulation vélo gare tráfico bicicleta tren traffico bici treno verkeer fiets trein trânsito comboio =xe =đường",
    "culture": "concert festival museum exhibition film theatre music konzert museum ausstellung theater musik "
    "musée exposition musique concierto museo exposición mostra tentoonstelling concerto exposição =nhạc",
    "technology": "software server browser version update feature release data api app nutzer funktion daten logiciel "
    "fonctionnalité donnée funcion dato funzion gegevens functie dados função =phần =mềm",
    "politics": "council mayor parliament minister government elect vote voted stadtrat gemeinderat bürgermeister "
    "landtag bundestag regierung minister wahl stimmt abstimm conseil maire élu vote gouvernement ministre "
    "ayuntamiento "
    "alcald gobierno elecci comune sindaco governo elezion gemeenteraad burgemeester regering câmara prefeit governo",
    "business": "company employer startup turnover customer sales unternehmen firma arbeitsplätz kunde händler "
    "geschäft "
    "betrieb entreprise commerç client emploi empresa comerci cliente azienda negozi client bedrijf klant winkel loja",
    "sport": "match goal league champion team scored tor tore spiel sieg meister liga trainer victoire équipe "
    "partido gol victoria partita vittoria wedstrijd doelpunt jogo vitória",
    "outlook": "plan expect next future forecast announce upcoming künftig geplant =will =soll =sollen =ab vorauss "
    "frühjahr ergebnis nächste prévu prochain futur annonc previsto próxim futuro prossim gepland volgend "
    "toekomst =sẽ =tới =starting later",
    "dates": "released opened start since begin launch moves deadline open geöffnet eröffn beginnt beginn =seit =frist "
    "termin =date =dates =datum =daten =when =wann =quand =fecha lancé ouvert depuis début abiert inicio desde "
    "aperto inizio geopend sinds aberto início =từ =ngày",
}

_HEADINGS = {
    "en": "politics=Politics|business=Business|sport=Sport"
    "|security=Security|law=Court case|money=Costs|building=Construction|people=People|health=Health"
    "|learning=Education|nature=Environment|traffic=Transport|culture=Culture|technology=Technology|outlook=Outlook"
    "|dates=Dates|more=Further facts|glance=At a glance|sources=Sources|reading=Further reading|and=and",
    "de": "politics=Politik|business=Wirtschaft|sport=Sport"
    "|security=Sicherheit|law=Rechtsstreit|money=Kosten|building=Bau|people=Menschen|health=Gesundheit"
    "|learning=Bildung|nature=Umwelt|traffic=Verkehr|culture=Kultur|technology=Technik|outlook=Ausblick"
    "|dates=Termine|more=Weitere Fakten|glance=Auf einen Blick|sources=Quellen|reading=Zum Weiterlesen|and=und",
    "fr": "politics=Politique|business=Économie|sport=Sport"
    "|security=Sécurité|law=Affaire judiciaire|money=Coûts|building=Travaux|people=Public et équipes|health=Santé"
    "|learning=Éducation|nature=Environnement|traffic=Transports|culture=Culture|technology=Technologie"
    "|outlook=Perspectives|dates=Calendrier|more=Autres faits|glance=En bref|sources=Sources"
    "|reading=Pour en savoir plus"
    "|and=et",
    "es": "politics=Política|business=Economía|sport=Deporte"
    "|security=Seguridad|law=Proceso judicial|money=Costes|building=Obras|people=Personas|health=Salud"
    "|learning=Educación|nature=Medio ambiente|traffic=Transporte|culture=Cultura|technology=Tecnología"
    "|outlook=Perspectivas|dates=Fechas|more=Otros datos|glance=De un vistazo|sources=Fuentes|reading=Para saber más"
    "|and=y",
    "it": "politics=Politica|business=Economia|sport=Sport"
    "|security=Sicurezza|law=Causa giudiziaria|money=Costi|building=Lavori|people=Persone|health=Salute"
    "|learning=Istruzione|nature=Ambiente|traffic=Trasporti|culture=Cultura|technology=Tecnologia|outlook=Prospettive"
    "|dates=Date|more=Altri fatti|glance=In breve|sources=Fonti|reading=Per saperne di più|and=e",
    "nl": "politics=Politiek|business=Economie|sport=Sport"
    "|security=Beveiliging|law=Rechtszaak|money=Kosten|building=Bouw|people=Mensen|health=Gezondheid"
    "|learning=Onderwijs|nature=Milieu|traffic=Verkeer|culture=Cultuur|technology=Techniek|outlook=Vooruitblik"
    "|dates=Data|more=Meer feiten|glance=In het kort|sources=Bronnen|reading=Verder lezen|and=en",
    "pt": "politics=Política|business=Economia|sport=Desporto"
    "|security=Segurança|law=Processo judicial|money=Custos|building=Obras|people=Pessoas|health=Saúde"
    "|learning=Educação|nature=Ambiente|traffic=Transportes|culture=Cultura|technology=Tecnologia"
    "|outlook=Perspectivas|dates=Datas|more=Outros factos|glance=Em resumo|sources=Fontes|reading=Para saber mais"
    "|and=e",
    "vi": "politics=Chính trị|business=Kinh tế|sport=Thể thao"
    "|security=Bảo mật|law=Vụ kiện|money=Chi phí|building=Xây dựng|people=Con người|health=Sức khỏe"
    "|learning=Giáo dục|nature=Môi trường|traffic=Giao thông|culture=Văn hóa|technology=Công nghệ|outlook=Triển vọng"
    "|dates=Thời gian|more=Thông tin thêm|glance=Tóm tắt|sources=Nguồn|reading=Đọc thêm|and=và",
    "pl": "politics=Polityka|business=Gospodarka|sport=Sport"
    "|security=Bezpieczeństwo|law=Sprawa sądowa|money=Koszty|building=Budowa|people=Ludzie|health=Zdrowie"
    "|learning=Edukacja|nature=Środowisko|traffic=Transport|culture=Kultura|technology=Technologia"
    "|outlook=Perspektywy|dates=Terminy|more=Inne fakty|glance=W skrócie|sources=Źródła|reading=Więcej na ten temat"
    "|and=i",
    "sv": "politics=Politik|business=Näringsliv|sport=Sport"
    "|security=Säkerhet|law=Rättsfall|money=Kostnader|building=Bygge|people=Människor|health=Hälsa"
    "|learning=Utbildning|nature=Miljö|traffic=Trafik|culture=Kultur|technology=Teknik|outlook=Framåtblick"
    "|dates=Datum|more=Fler fakta|glance=I korthet|sources=Källor|reading=Läs mer|and=och",
    "ru": "more=Другие факты|glance=Коротко|sources=Источники|reading=Читайте также|and=и",
    "el": "more=Περισσότερα στοιχεία|glance=Με μια ματιά|sources=Πηγές|reading=Διαβάστε επίσης|and=και",
    "zh": "more=更多信息|glance=概览|sources=来源|reading=延伸阅读|and=与",
    "ja": "more=その他の事実|glance=概要|sources=出典|reading=関連資料|and=と",
    "ko": "more=추가 정보|glance=한눈에 보기|sources=출처|reading=더 읽을거리|and=및",
    "ar": "more=حقائق أخرى|glance=لمحة سريعة|sources=المصادر|reading=للمزيد|and=و",
    "he": "more=עובדות נוספות|glance=במבט אחד|sources=מקורות|reading=לקריאה נוספת|and=ו",
}
_TABLES: dict[str, dict[str, str]] = {
    code: {key: text for key, _, text in (pair.partition("=") for pair in row.split("|"))}
    for code, row in _HEADINGS.items()
}
_QUOTES = {
    "de": "„“", "cs": "„“", "fr": "«»", "es": "«»", "it": "«»", "pt": "“”", "pl": "„”", "ru": "«»", "uk": "«»",
    "el": "«»", "sv": "””", "da": "»«", "ja": "「」", "zh": "“”",
}  # fmt: skip
_WEAK = {"dates": 0.6, "business": 0.9, "outlook": 0.9, "technology": 0.8, "traffic": 0.8, "people": 0.9}


def heading(key: str, code: str | None) -> str:
    """What a section is called in this language; empty where we have no word for it."""
    return _TABLES.get((code or "").split("-")[0], {}).get(key, "")


def heading_words(code: str | None) -> frozenset[str]:
    """The single words that stand as headings over sections: they name kinds of news, not what a text is about."""
    table = _TABLES.get((code or "").split("-")[0], {})
    return frozenset(text.lower() for text in table.values() if " " not in text)


def quoted(text: str, code: str | None) -> str:
    """`text` between the language's quotation marks; the same marks inside it become single ones."""
    marks = _QUOTES.get((code or "").split("-")[0], "“”")
    opening, closing = marks[0], marks[1]
    inner = text.strip().replace(opening, "‘").replace(closing, "’")
    space = "\u00a0" if (code or "").startswith("fr") else ""
    return f"{opening}{space}{inner}{space}{closing}"


def topic(text: str) -> tuple[str, float]:
    """The key of the topic whose cues the text shows most, and how strongly: about 1 for each cue."""
    words = [word.lower() for word in tokens(text)]
    scores = {key: _WEAK.get(key, 1.0) * sum(_points(word, cues) for word in words) for key, cues in _SPLIT.items()}
    scores["dates"] += 0.5 if any(word in MONTH_NAMES for word in words) and _YEAR.search(text) else 0.0
    best = max(scores, key=lambda key: scores[key])
    return (best, scores[best]) if scores[best] > 0 else ("", 0.0)


def _points(word: str, cues: tuple[frozenset[str], tuple[str, ...]]) -> int:
    whole, beginnings = cues
    return int(word in whole or word.startswith(beginnings))


_SPLIT: dict[str, tuple[frozenset[str], tuple[str, ...]]] = {
    key: (
        frozenset(cue[1:] for cue in cues.split() if cue.startswith("=")),
        tuple(cue for cue in cues.split() if not cue.startswith("=")),
    )
    for key, cues in _CUES.items()
}
