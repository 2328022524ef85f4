using System.Globalization;
using UnifiedInbox.Contacts;

namespace UnifiedInbox.Members.Pages;

/// <summary>Since when, and on what plan: <c>Member since Jan 2025 | Solo Pro $29/mo</c>.</summary>
internal static class Membership
{
    public static string? Of(Contact contact)
    {
        var plan = string.Join(' ', new[] { contact.Plan, contact.Price }.Where(word => !string.IsNullOrEmpty(word)));
        var since = contact.MemberSince is { } at ? $"Member since {at.ToString("MMM yyyy", CultureInfo.InvariantCulture)}" : "";
        return string.Join(" | ", new[] { since, plan }.Where(part => part.Length > 0)) is { Length: > 0 } words ? words : null;
    }
}
