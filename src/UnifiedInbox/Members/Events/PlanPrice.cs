using System.Globalization;

namespace UnifiedInbox.Members.Events;

/// <summary>A plan's price in the words the contact's page has: <c>$29/mo</c>.</summary>
internal static class PlanPrice
{
    public static string Text(Money money, string? interval, long every)
    {
        var unit = interval?.ToLowerInvariant() switch
        {
            "month" or "monthly" or "mo" => "mo",
            "year" or "yearly" or "annual" or "yr" => "yr",
            "week" or "weekly" or "wk" => "wk",
            "day" or "daily" => "day",
            _ => null,
        };
        if (unit is null) return money.ToShortString();
        return every > 1 ? $"{money.ToShortString()}/{every.ToString(CultureInfo.InvariantCulture)} {unit}" : $"{money.ToShortString()}/{unit}";
    }
}
