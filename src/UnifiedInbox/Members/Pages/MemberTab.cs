namespace UnifiedInbox.Members.Pages;

/// <summary>The tabs of a member's page, as they stand in its address.</summary>
internal static class MemberTab
{
    public const string Overview = "overview";
    public const string Activity = "activity";
    public const string Features = "features";
    public const string Revenue = "revenue";
    public const string Messages = "messages";
    public const string Email = "email";
    public const string Support = "support";

    public static readonly IReadOnlyList<(string Tab, string Title)> All =
    [
        (Overview, "Overview"), (Activity, "Activity"), (Features, "Features"), (Revenue, "Revenue"), (Messages, "Messages"), (Email, "Email"), (Support, "Support"),
    ];

    public static string Url(Guid id, string tab) => tab == Overview ? $"/members/{id}" : $"/members/{id}/{tab}";
}
