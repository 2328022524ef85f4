using System.Collections.Frozen;

namespace UnifiedInbox.Mail.Replies;

/// <summary>The lines Outlook and others put above a quoted mail, by language.</summary>
internal enum HeaderLine
{
    None,
    From,
    Date,
    To,
    Subject,
    Other,
}

/// <summary>Knows header lines by their name.</summary>
internal static class HeaderNames
{
    /// <summary>What a line is: <c>*From:* Bob</c>, <c>De : Bob</c>, <c>发件人：Bob</c>.</summary>
    public static HeaderLine Of(string line)
    {
        var text = line.AsSpan().TrimStart(" \t\u00a0>*_|");
        var colon = text.IndexOfAny(':', '：');
        if (colon is <= 0 or > 24) return HeaderLine.None;
        var name = text[..colon].Trim(" \t\u00a0*_");
        return name.Length > 0 && Names.TryGetValue(name.ToString(), out var kind) ? kind : HeaderLine.None;
    }

    private static readonly FrozenDictionary<string, HeaderLine> Names = new (HeaderLine Kind, string Words)[]
    {
        (HeaderLine.From, "From|Von|De|Van|Fra|Från|Da|Od|От|От кого|Від|Lähettäjä|Feladó|Kimden|Gönderen|Από|De la|发件人|寄件者|寄件人|差出人|보낸 사람|보낸사람|מאת|من|Från|Expéditeur|Absender|Remitente|Mittente|Afzender|Avsender|Avsändare|Afsender|Nadawca|Odesílatel|Отправитель|Remetente|送信者|Šalje|Pošiljatelj|Dari|Từ|จาก|Saatja|Nuo|No|Expeditor"),
        (HeaderLine.Date, "Sent|Date|Gesendet|Datum|Envoyé|Envoyé le|Skickat|Sendt|Dato|Verzonden|Verstuurd|Enviado|Enviado el|Enviada|Enviada em|Enviado em|Fecha|Data|Inviato|Wysłano|Wysłane|Odesláno|Odoslané|Отправлено|Дата|Надіслано|Lähetetty|Päivämäärä|Päiväys|Elküldve|Küldve|Dátum|Tarih|Gönderildi|Gönderilme Tarihi|Στάλθηκε|Ημερομηνία|发送时间|發送時間|日期|时间|送信日時|日時|보낸 날짜|날짜|寄件日期|傳送日期|Trimis|Poslano|Message du|Dikirim|Ngày|Tanggal|נשלח|תאריך|تاريخ|Saadetud|Sent on|Date Sent|Data wysłania|Dată"),
        (HeaderLine.To, "To|An|À|A|Para|Aan|Til|Till|Do|Komu|Кому|Vastaanottaja|Címzett|Kime|Alıcı|Προς|收件人|收件者|宛先|받는 사람|받는사람|Către|Destinataire|Empfänger|Destinatario|Za|Prima|Kepada|Đến|אל|إلى|Saaja|Ontvanger|Mottaker|Mottagare|Modtager|Adresat|Pour"),
        (HeaderLine.Subject, "Subject|Betreff|Objet|Asunto|Assunto|Onderwerp|Emne|Ämne|Oggetto|Temat|Předmět|Predmet|Тема|Aihe|Tárgy|Konu|Θέμα|主题|主題|主旨|件名|제목|Subiect|Assumpte|Perihal|Subjek|Chủ đề|נושא|الموضوع|Teema|Efni|Zadeva|Naslov"),
        (HeaderLine.Other, "Cc|Bcc|Kopie|Copie à|Copie|Copia|Kopi|Kopia|Kopio|Kópia|Másolat|Bilgi|Κοιν|抄送|副本|참조|Копия|Копія|Reply-To|Répondre à|Antwort an|Risposta|Rispondi a|Responder a|Svar til|Organization|Importance|Priority|Priorität|Wichtigkeit|Attachments|Anlagen|Pièces jointes|Reply to"),
    }
    .SelectMany(group => group.Words.Split('|').Select(word => (word, group.Kind)))
    .DistinctBy(pair => pair.word, StringComparer.OrdinalIgnoreCase)
    .ToFrozenDictionary(pair => pair.word, pair => pair.Kind, StringComparer.OrdinalIgnoreCase);
}
