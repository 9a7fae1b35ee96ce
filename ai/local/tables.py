"""Small tables per language: the commonest function words and letter groups. Enough to tell languages apart and to
find the words that carry meaning; no dictionary."""


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_FUNCTION_WORDS = {
    "en": "must shall might need the of and to in a is that for it as was with be by on not he his but at are "
    "this have from or had an they "
    "which one you were all her she there would their we him been has when who will no more if out so up said "
    "what its about than into them can only other new some could time these two may then do first any my now such "
    "like our over me even most made after also did many off before must through back years where much your way "
    "down should because each just those how too under very between both while during without still own same "
    "since until does being here",
    "de": "der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er "
    "hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur "
    "bis mehr durch man sein wurde wurden sei kann gegen vom können schon wenn habe seine ihre dann unter wir "
    "soll ich eines jahr uns zwischen seit sehr keine hatte hatten damit ohne diese dieser dieses ihr ihm ihn "
    "ihnen alle sowie will wollen müssen muss sollen davon dazu ab weil was wer wo da doch hier jedoch wieder "
    "immer beim ins etwa denn nun ob jede jeder",
    "fr": "comment pourquoi sera seront le la les de des du et à en un une que qui est dans pour au aux par sur "
    "pas ne plus ce se il elle avec son "
    "sa ses sont mais ou où on nous vous ils elles été être avoir ont cette ces comme tout tous leur leurs fait "
    "même aussi entre après deux sans si bien peut sous dont avant depuis très encore donc car lors ainsi alors "
    "chez contre était étaient avait y lui je tu mes ma mon notre votre celui celle ceux quand moins faire selon "
    "afin",
    "es": "cómo será serán el la los las de del y a en un una que es por con no para se su sus al lo como más o "
    "pero le ha me si sin "
    "sobre este esta estos estas entre cuando muy ya también hasta hay donde desde todo todos nos durante uno ni "
    "contra otros ese eso ante ellos e esto mí antes algunos qué unos yo otro otras él tanto son fue era han ser "
    "está están fueron había según tras cada puede pueden así porque dos ella ellas usted ustedes nosotros",
    "it": "il lo la i gli le di del della dei delle dello degli e a da in un una uno che è per con non si su al alla "
    "ai "
    "alle dal dalla nel nella nei nelle sul sulla come più ma anche se o sono ha hanno era essere stato stata "
    "questo questa questi queste suo sua suoi loro tra fra dopo prima quando dove già ancora tutto tutti molto "
    "due senza fino ogni può possono perché cui chi ci ne mi ti vi lui lei noi voi sia stati così quindi mentre "
    "secondo contro",
    "nl": "de het een van en in ben is dat op te zijn met voor niet aan er om ook als maar bij of uit nog naar door "
    "over die dit deze wordt worden werd werden was heeft hebben had hun hij zij ze wij we ik je jij u haar zich meer "
    "dan tot wel kan kunnen moet moeten zal zullen zou veel geen tegen onder tussen na omdat toen want waar wat "
    "wie hoe al alle andere tijdens sinds zonder eerst twee volgens jaar hier daar elk elke",
    "pt": "o a os as de do da dos das e em no na nos nas um uma que é para com não por se ao aos à às mais como mas "
    "foi "
    "ou seu sua seus suas são ser tem têm pelo pela pelos pelas até isso ela ele entre era depois sem mesmo "
    "quando muito já está eu também só há estão você esse essa esses num numa nem suas meu minha onde foram quem "
    "nas lhe deles este esta estes após dois cada pode podem segundo sobre durante desde ainda",
    "vi": "và của là có được cho không trong các những một với đã này từ khi đến người để về ra ở như vào năm nhiều sẽ "
    "tại đó cũng lại theo trên hay hoặc nhưng nếu vì do bởi rằng thì mà đang còn phải rất hơn nhất sau trước giữa "
    "mỗi bằng nên chỉ đều việc bạn tôi chúng ta họ cả nào sự ngày",
    "pl": "i w na z do nie się że to jest o jak po co ale za od przez dla ze jego jej ich tak był była było były są "
    "być "
    "oraz już tylko może przed przy pod ten ta te tym tej tego który która które których także czy gdy albo lub "
    "więc bardzo jako nad bez między roku został została",
    "sv": "och i att det som en på är av för med den till inte om ett har de var sig så från vi men hade kan när ska "
    "efter skulle eller ut vid man över mycket även mot under också bara där nu två hans hennes sin sina detta "
    "dessa denna blir blev varit många alla mellan utan genom",
    "da": "og i at det som en på er af for med den til ikke om et har de var sig så fra vi men havde kan når skal "
    "efter "
    "skulle eller ud ved man over meget også mod under kun hvor nu to hans hendes sin sine dette disse denne "
    "bliver blev været mange alle mellem uden gennem hvis jeg der",
    "cs": "a v se na je že s z do i o k ve po za od jako ale pro by to jeho jsou byl byla bylo byly nebo také které "
    "která který již při před podle mezi jen když tak až není být mají má této tento tím než jejich proto",
    "tr": "ve bir bu da de için ile olarak çok daha olan gibi en kadar sonra ne ama o var her değil ise ya ki mi mı "
    "olduğu tarafından göre hem veya ancak iki yeni ilk üzerinde arasında nasıl şey",
}

_GROUPS = {
    "en": "the ing and ion tio ght wh th ck ould ally ee oo sh ness",
    "de": "sch ich ein ung cht ch ie der ei lich keit st ä ö ü ß tz pf auf ge",
    "fr": "eau oux ent ais ait que ç ê è é œ aux eux tion oi ou qu l' d' j' n' s'",
    "es": "ción ñ ó á é í ú ados ando iento ll ue ¿ ¡ dad ía",
    "it": "zion gli che ò ù ì zz cc tt della ggi ità ato ett sc",
    "nl": "ij aa oe ee oo sch uu ijk heid ver en ing ui eu",
    "pt": "ção ões ã õ ç nh lh ê â ém ado idade ó á é",
    "vi": "ă ơ ư đ ạ ả ấ ầ ẩ ế ề ể ệ ị ọ ố ồ ộ ớ ờ ợ ụ ủ ứ ừ ự ng nh kh ph th",
    "pl": "ł ą ę ś ż ź ć ń sz cz rz dz ie owa ny",
    "sv": "å ä ö ck het ande ing och ör",
    "da": "æ ø å hed ende ing lig og ør",
    "cs": "ě š č ř ž ý á í é ů ou ost ní",
    "tr": "ı ğ ş ü ö ç lar ler yor mak mek lık",
}

_MONTHS = {
    "en": "january february march april may june july august september october november december",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "cs": "ledna února března dubna května června července srpna září října listopadu prosince",
}

STOP_WORDS = {code: frozenset(words(text)) for code, text in _FUNCTION_WORDS.items()}
LETTER_GROUPS = {code: words(text) for code, text in _GROUPS.items()}
MONTH_NAMES = frozenset(name for text in _MONTHS.values() for name in words(text))
MONTH_NUMBERS = {name: number for text in _MONTHS.values() for number, name in enumerate(words(text), 1)}

# Lower case, without the last dot. A dot after these does not end a sentence;
# after the weak ones only where a number follows (No. 5, Art. 3), or lower case, which never starts a sentence.
ABBREVIATIONS = frozenset(
    words(
        "mr mrs ms hr fa capt dr prof sr jr vs e.g i.e al approx dept inc ltd corp gen gov hon rev z.b d.h u.a "
        "u.ä o.ä i.d.r z.t bzw ca evtl ggf inkl exkl mio mrd tsd str hrsg jh jhd vgl sog geb gest gegr tel s.o "
        "s.u v.a v.chr n.chr dipl ing hl kath allg bes dt engl frz ehem zzgl mind mme mlle mm p.ex env cf sra "
        "sres ud uds d.c a.c ee.uu pág págs sigg dott avv dhr mevr drs bijv o.a d.w.z blz t.a.v n.v b.v resp p.m "
        "a.m u.s u.k u.n st feb aug sep oct okt dez"
    )
)
WEAK_ABBREVIATIONS = frozenset(
    words(
        "no nr art max min abs bd p pp vol fig sig mar apr sept dec nov jan jun jul ex av sen rep co est ir ds ev etc "
        "usw enz m"
    )
)
