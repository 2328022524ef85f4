namespace UnifiedInbox.Mail.Replies;

/// <summary>The words mail programs put around quotes, in the languages they speak.</summary>
internal static class ReplyWords
{
    /// <summary>"Wrote", as attributions end or join with it.</summary>
    public static readonly string[] Wrote =
    [
        "wrote", "writes", "schrieb", "geschrieben", "schreibt", "a écrit", "a ecrit", "écrit", "escribió", "escribio", "escribe", "ha escrit", "va escriure", "escreveu",
        "schreef", "heeft geschreven", "geschreven", "ha scritto", "scrisse", "skrev", "skriver", "skrifaði", "kirjoitti", "napisał", "napisała", "napisał(a)",
        "pisze", "napsal", "napsala", "napsal(a)", "píše", "napísal", "napísala", "napísal(a)", "napisao", "napisala", "написал", "написала", "написал(а)", "писал", "писал(а)",
        "пишет", "пише", "написав", "написала", "написав(ла)", "написа", "írta", "yazdı", "yazmış", "έγραψε", "a scris", "scris", "rašė", "rakstīja", "kirjutas",
        "đã viết", "menulis", "đã viết", "כתב", "כתבה", "כתב/ה", "كتب", "เขียน", "idatzi du", "escribiu", "napisa",
    ];

    /// <summary>The same where words stand without blanks, and English words that are too common to count anywhere but at the end.</summary>
    public static readonly string[] WroteAtEnd = ["写道", "寫道", "写到", "写信", "书写", "のメール", "書きました", "のメッセージ", "작성", "님이 작성", "씀", "sent", "said", "escreveu"];

    /// <summary>How attributions begin.</summary>
    public static readonly HashSet<string> Openers = new(StringComparer.OrdinalIgnoreCase)
    {
        "on", "at", "am", "le", "el", "op", "il", "em", "den", "dne", "dňa", "dnia", "w", "pe", "în", "la", "στις", "στο", "vào", "pada", "ha", "a", "dana", "dana,", "dňa", "на",
        "в", "vm", "no", "kl", "lúc", "tarihinde", "di", "da", "quoting", "from", "em", "os", "ar", "ti", "à", "il giorno", "date",
    };

    /// <summary>"Message", as it stands in rulers such as <c>-----Original Message-----</c>.</summary>
    public static readonly string[] Message =
    [
        "message", "nachricht", "meddelelse", "meddelande", "melding", "bericht", "mensaje", "messaggio", "mensagem", "сообщение", "повідомлення", "wiadomość", "zpráva", "správa",
        "üzenet", "viesti", "mesaj", "ileti", "μήνυμα", "poruka", "sporočilo", "邮件", "郵件", "メッセージ", "메시지", "メール", "原文", "missatge", "original", "tin nhắn", "mail", "e-mail", "skeyti", "pesan",
    ];

    /// <summary>What makes such a ruler a forward's.</summary>
    public static readonly string[] Forwarded =
    [
        "forward", "weitergeleitet", "transféré", "transfere", "transmis", "réexpédié", "reenviado", "reenviad", "doorgestuurd", "inoltrat", "encaminhad", "videresendt", "vidarebefordra",
        "vidaresend", "välitetty", "przekazan", "przesłan", "přeposl", "preposlan", "пересл", "пересыла", "переслан", "továbbított", "yönlendiril", "iletilen", "iletildi", "προωθ", "redirecțion", "redirection",
        "转发", "轉寄", "轉發", "転送", "전달", "proslije", "posredovan", "reenviat",
    ];

    /// <summary>Lines that begin a forward without dashes.</summary>
    public static readonly string[] ForwardLines =
    [
        "begin forwarded message", "anfang der weitergeleiteten", "anfang der weitergeleiteten e-mail", "début du message réexpédié", "début du message transféré", "inizio messaggio inoltrato", "inicio del mensaje reenviado",
        "início da mensagem encaminhada", "início da mensagem reencaminhada", "begin doorgestuurd bericht", "vidarebefordrat brev", "start på videresendt", "videresendt melding", "början på vidarebefordrat", "początek przekazywanej wiadomości",
        "начало переадресованного сообщения", "начало переадресованного", "以下是转发的邮件", "開始轉寄郵件", "转发的消息", "転送されたメッセージ", "전달된 메시지",
    ];

    /// <summary>Our own and others' request to answer above a line.</summary>
    public static readonly string[] ReplyAbove =
    [
        "reply above this line", "reply above this", "type your reply above", "write above this line", "please reply above", "add your reply above", "oberhalb dieser zeile", "répondre au-dessus de cette ligne",
        "répondez au-dessus de cette ligne", "responda por encima de esta línea", "responda acima desta linha", "antwoord boven deze lijn", "boven deze regel", "svara ovanför denna", "rispondi sopra questa", "powyżej tej linii", "выше этой строки",
    ];

    /// <summary>Lines mail programs on phones sign with.</summary>
    public static readonly string[] SentFrom =
    [
        "sent from", "sent via", "sent with", "sent using", "sent wirelessly", "sent by", "sent on the go", "get outlook for", "sent through", "composed on", "via mobile", "envoyé de", "envoyé depuis", "envoyé sans fil", "envoyé à partir", "envoyé avec",
        "envoyé par", "télécharger outlook", "obtenir outlook", "gesendet von", "gesendet mit", "gesendet aus", "gesendet über", "von meinem", "von meiner", "von unterwegs", "outlook für", "holen sie sich outlook", "enviado desde", "enviado de", "enviado do", "enviado con", "enviado com", "enviado a partir",
        "enviado por", "enviado pelo", "obtener outlook", "obter o outlook", "inviato da", "inviato dal", "inviato con", "scarica outlook", "verzonden vanaf", "verzonden met", "verstuurd vanaf", "verstuurd met", "outlook voor", "downloaden outlook", "sendt fra", "sendt med", "hent outlook", "få outlook", "skickat från", "skickades från", "skickat med",
        "lähetetty", "hanki outlook", "wysłane z", "wysłano z", "pobierz outlook", "odesláno z", "odoslané z", "отправлено с", "отправлено из", "надіслано з", "відправлено з", "изпратено от", "elküldve", "az iphone", "trimis de pe", "στάλθηκε από", "gönderildi", "poslano z", "poslano s",
        "发自", "從我的", "从我的", "寄自", "傳送自", "iphoneから送信", "ipadから送信", "나의 iphone", "나의 ipad", "נשלח מ", "أُرسلت من", "gửi từ", "dikirim dari", "yahoo mail", "mailbox for",
    ];
}
