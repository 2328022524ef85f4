namespace UnifiedInbox.Conversations.Labels;

/// <summary>A word a team sorts conversations by. Names are unique whatever their case.</summary>
public sealed record Label
{
    public Guid Id { get; init; }
    public string Name { get; init; } = "";
    public string Colour { get; init; } = "";
}

/// <summary>The colours a label may have: names of the theme's colours, so that they are readable in light and dark.</summary>
internal static class LabelColour
{
    /// <summary>The stored word and how the colour looks.</summary>
    public static readonly IReadOnlyList<(string Value, string Words)> Choices =
    [
        ("neutral", "Grey"), ("primary", "Blue"), ("secondary", "Violet"), ("accent", "Teal"),
        ("info", "Sky"), ("success", "Green"), ("warning", "Orange"), ("error", "Red"),
    ];

    public static readonly IReadOnlyList<string> All = [.. Choices.Select(choice => choice.Value)];

    /// <summary>Whole class names: the style sheet is made from what it finds in the sources.</summary>
    public static string BadgeOf(string? colour) => colour switch
    {
        "primary" => "badge-primary",
        "secondary" => "badge-secondary",
        "accent" => "badge-accent",
        "info" => "badge-info",
        "success" => "badge-success",
        "warning" => "badge-warning",
        "error" => "badge-error",
        _ => "", // soft without a colour takes the ink of the page, dark or light
    };
}

/// <summary>The body of a POST or PATCH; in a PATCH what is null stays.</summary>
internal sealed record LabelRequest(string? Name, string? Colour);

internal abstract record LabelOutcome
{
    public sealed record Done(Label Label) : LabelOutcome;

    public sealed record NotFound : LabelOutcome;

    public sealed record Taken(Guid LabelId) : LabelOutcome;

    public sealed record Invalid(string Field, string Message) : LabelOutcome;
}
