using System.Text.Json;
using System.Text.RegularExpressions;

namespace UnifiedInbox.Simulator;

/// <summary>A content template of the account, and what WhatsApp said of it.</summary>
/// <param name="Sid"><c>HX</c> and 32 hexadecimal digits.</param>
/// <param name="Name">As WhatsApp knows it: lower case and underscores.</param>
/// <param name="Language">Such as <c>en</c>.</param>
/// <param name="Category"><c>UTILITY</c>, <c>MARKETING</c> or <c>AUTHENTICATION</c>.</param>
/// <param name="Status"><c>approved</c>, <c>pending</c>, <c>rejected</c> …</param>
/// <param name="Body">With <c>{{1}}</c> where something is to be filled in.</param>
public sealed partial record SimulatedTemplate(string Sid, string Name, string Language, string Category, string Status, string Body)
{
    /// <summary>Why WhatsApp rejected it; empty otherwise.</summary>
    public string RejectionReason { get; init; } = "";

    /// <summary>Labels of quick-reply buttons.</summary>
    public IReadOnlyList<string> Buttons { get; init; } = [];

    /// <summary>Samples by variable.</summary>
    public IReadOnlyDictionary<string, string> Samples { get; init; } = new Dictionary<string, string>();

    /// <summary>A few of every kind, so that the picker has something to show.</summary>
    public static IReadOnlyList<SimulatedTemplate> Samplers { get; } =
    [
        new("HX00000000000000000000000000000a01", "appointment_reminder", "en", "UTILITY", "approved",
            "Hi {{1}}, a reminder of your appointment on {{2}} at {{3}}. Reply here if you need another time.")
        {
            Samples = new Dictionary<string, string> { ["1"] = "Ada", ["2"] = "Friday", ["3"] = "10:00" },
        },
        new("HX00000000000000000000000000000a02", "class_cancelled", "en", "UTILITY", "approved",
            "Hello {{1}}, we are sorry: {{2}} is cancelled. May we book you into the next one?")
        {
            Samples = new Dictionary<string, string> { ["1"] = "Ada", ["2"] = "Yoga at 18:00" },
            Buttons = ["Yes, please", "No, thanks"],
        },
        new("HX00000000000000000000000000000a03", "we_are_open", "en", "MARKETING", "approved", "We are open again. Write to us whenever you like."),
        new("HX00000000000000000000000000000a04", "summer_offer", "en", "MARKETING", "pending", "Summer is here, {{1}}: two months for the price of one.")
        {
            Samples = new Dictionary<string, string> { ["1"] = "Ada" },
        },
        new("HX00000000000000000000000000000a05", "win_a_prize", "en", "MARKETING", "rejected", "You won! Click now!!!")
        {
            RejectionReason = "The template breaks WhatsApp's commerce policy.",
        },
    ];

    /// <summary>As the phone shows it.</summary>
    public string Fill(string variables)
    {
        if (variables.Length == 0)
            return Body;
        using var values = JsonDocument.Parse(variables);
        return Blank().Replace(Body, match => values.RootElement.TryGetProperty(match.Groups[1].Value, out var value) ? value.ToString() : match.Value);
    }

    [GeneratedRegex(@"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")]
    private static partial Regex Blank();
}
