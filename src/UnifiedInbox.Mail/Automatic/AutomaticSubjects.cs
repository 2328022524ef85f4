namespace UnifiedInbox.Mail.Automatic;

/// <summary>Subjects that programs write.</summary>
internal static class AutomaticSubjects
{
    public static bool IsAutoReply(string? subject)
    {
        var start = (subject ?? "").TrimStart();
        return AutoReplies.Any(words => start.StartsWith(words, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>What a delivery report without a readable status part says; null where the subject names none.</summary>
    public static MailNature? OfDelivery(string? subject)
    {
        if (subject is null) return null;
        if (Delays.Any(words => subject.Contains(words, StringComparison.OrdinalIgnoreCase))) return MailNature.Delay;
        return Failures.Any(words => subject.Contains(words, StringComparison.OrdinalIgnoreCase)) ? MailNature.Bounce : null;
    }

    private static readonly string[] AutoReplies =
    [
        "Automatic reply", "Automated reply", "Auto-reply", "Auto reply", "Autoreply:", "Auto response", "Auto-response", "Autoresponse", "Auto:",
        "Out of Office", "Out of the office", "Out-of-office", "OOO:", "Vacation reply", "Vacation:", "I am out of the office", "I'm out of the office",
        "Automatische Antwort", "Automatische Rückantwort", "Abwesenheitsnotiz", "Abwesenheit:", "Abwesend:", "Réponse automatique", "Absence du bureau",
        "Message d'absence", "Respuesta automática", "Fuera de la oficina", "Fuera de oficina", "Risposta automatica", "Fuori sede", "Fuori ufficio",
        "Resposta automática", "Ausência", "Fora do escritório", "Automatisch antwoord", "Afwezigheidsbericht", "Niet aanwezig", "Autosvar", "Automatiskt svar",
        "Automatisk svar", "Frånvaro", "Fravær", "Ikke til stede", "Automaattinen vastaus", "Poissaolo", "Automatyczna odpowiedź", "Odpowiedź automatyczna",
        "Automatická odpověď", "Automatická odpoveď", "Automatikus válasz", "Răspuns automat", "Otomatik yanıt", "Автоматический ответ", "Автоответ",
        "Автоматична відповідь", "Αυτόματη απάντηση", "自动回复", "自動回覆", "自動応答", "自動返信", "자동 회신", "자동 응답", "رد تلقائي", "תשובה אוטומטית",
    ];

    private static readonly string[] Delays = ["(Delay)", "delayed", "delivery delay", "Warning: could not send", "still being retried", "verzögert", "Verzögerung", "retardé", "retrasad"];

    private static readonly string[] Failures =
    [
        "Undeliver", "Delivery Status Notification", "Delivery failure", "Delivery has failed", "Delivery failed", "failure notice", "Mail delivery failed",
        "Returned mail", "returned to sender", "Mail System Error", "could not be delivered", "Message not delivered", "Nicht zustellbar", "Unzustellbar",
        "Zustellung fehlgeschlagen", "Non remis", "Non délivr", "Échec de la remise", "No se puede entregar", "No entregado", "Mancato recapito", "Não entregue",
        "Onbestelbaar", "Niet te bezorgen", "Kan inte levereras", "Kan ikke leveres", "Недоставлено", "Не доставлено", "退信", "配信不能", "配信できません",
    ];
}
