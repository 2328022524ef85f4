using System.Collections.Frozen;
using UnifiedInbox.Channels;

namespace UnifiedInbox.Attachments;

/// <summary>
/// Which files a channel carries: told when one is chosen, while it goes up, and when the message is sent. Sources: Twilio's reference
/// of MediaUrl and of the types it takes, its WhatsApp limits; for email what receivers take.
/// </summary>
internal sealed record ChannelFiles
{
    private const long Megabyte = 1024 * 1024;

    /// <summary>In the kinds of a channel: every other type.</summary>
    public const string Any = "*";

    /// <summary>What carries them, in a sentence: <c>A picture message (MMS)</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How many go with one message.</summary>
    public required int Most { get; init; }

    /// <summary>Bytes of all files of one message.</summary>
    public required long Together { get; init; }

    /// <summary>Bytes of one file by its content type; types that are not named are refused unless <see cref="Any"/> is.</summary>
    public required IReadOnlyDictionary<string, long> Kinds { get; init; }

    /// <summary>Of the largest file of any kind.</summary>
    public long Largest => Kinds.Values.Max();

    public static ChannelFiles Of(Channel channel) => channel switch
    {
        Channel.Sms => Mms,
        Channel.WhatsApp => WhatsApp,
        _ => Email,
    };

    private static readonly ChannelFiles Mms = new()
    {
        Name = "A picture message (MMS)",
        Most = 10,
        Together = 5 * Megabyte,
        Kinds = Sized((5 * Megabyte, ["image/jpeg", "image/png", "image/gif"]), (500 * 1024,
        [
            "image/bmp", "image/tiff", "image/heic", "audio/basic", "audio/mp4", "audio/mpeg", "audio/ogg", "audio/vnd.wave", "audio/wav", "audio/3gpp", "audio/3gpp2",
            "audio/ac3", "audio/webm", "audio/amr", "audio/amr-nb", "video/mpeg", "video/mp4", "video/quicktime", "video/webm", "video/3gpp", "video/3gpp2",
            "text/vcard", "text/x-vcard", "text/csv", "text/rtf", "text/richtext", "text/calendar", "text/directory", "application/pdf", "application/vcard",
        ])),
    };

    private static readonly ChannelFiles WhatsApp = new()
    {
        Name = "WhatsApp",
        Most = 1,
        Together = 16 * Megabyte,
        Kinds = Sized((5 * Megabyte, ["image/jpeg", "image/png"]), (100 * 1024, ["image/webp"]), (16 * Megabyte,
        [
            "audio/ogg", "audio/amr", "audio/3gpp", "audio/aac", "audio/mpeg", "audio/mp4", "video/mp4", "video/3gpp", "application/pdf", "text/vcard", "text/x-vcard",
            "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ])),
    };

    private static readonly ChannelFiles Email = new()
    {
        Name = "An email",
        Most = 50,
        Together = 25_000_000,
        Kinds = Sized((25_000_000, [Any])),
    };

    /// <summary>Bytes a file of this type may have; null where the channel does not take it.</summary>
    public long? MostOf(string contentType) => Kinds.TryGetValue(contentType, out var most) || Kinds.TryGetValue(Any, out most) ? most : null;

    /// <summary>Why one file cannot go, as code and sentence; null when it can.</summary>
    public (string Code, string Text)? Refuse(string contentType, long size) => MostOf(contentType) switch
    {
        null => ("type_not_accepted", $"{Name} does not carry files of this kind ({contentType})."),
        { } most when size > most => ("file_too_large", $"{Name} carries {KindOf(contentType)} of at most {FileSize.InWords(most)}; this one has {FileSize.InWords(size)}."),
        _ => null,
    };

    /// <summary>Why the files of a message cannot go together; null when they can.</summary>
    public (string Code, string Text)? Refuse(IReadOnlyList<(string Name, string ContentType, long Size)> files)
    {
        if (files.Count > Most) return ("too_many_files", $"{Name} carries at most {(Most == 1 ? "one file" : $"{Most} files")} in a message.");
        foreach (var file in files)
            if (Refuse(file.ContentType, file.Size) is { } problem) return (problem.Code, $"{file.Name}: {problem.Text}");
        var together = files.Sum(file => file.Size);
        return together > Together ? ("files_too_large", $"{Name} carries at most {FileSize.InWords(Together)} together; these files have {FileSize.InWords(together)}.") : null;
    }

    private static string KindOf(string contentType) => contentType.Split('/')[0] switch
    {
        "image" => "pictures of this kind",
        "audio" => "sounds of this kind",
        "video" => "videos of this kind",
        _ => "files",
    };

    private static FrozenDictionary<string, long> Sized(params (long Bytes, string[] Types)[] groups) => groups
        .SelectMany(group => group.Types.Select(type => (type, group.Bytes)))
        .ToFrozenDictionary(pair => pair.type, pair => pair.Bytes, StringComparer.OrdinalIgnoreCase);
}

/// <summary>How large a file is, for people.</summary>
internal static class FileSize
{
    public static string InWords(long bytes) => bytes switch
    {
        < 1000 => $"{bytes} bytes",
        < 1_000_000 => $"{bytes / 1000} kB",
        _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / 1_000_000.0:0.#} MB"),
    };
}
