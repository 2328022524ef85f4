namespace UnifiedInbox.Contacts.PhoneNumbers;

/// <summary>Takes off what is dialled only inside a country: trunk prefixes and carrier codes.</summary>
internal static class NationalPrefixes
{
    /// <summary>
    /// The national significant number. Digits that look like a prefix stay where they may belong to the number: when it fits the
    /// plan only with them, or would be too short without. Also done behind a country code, for +44 (0)20….
    /// </summary>
    public static string Strip(string digits, NumberingPlan plan)
    {
        var stripped = plan.WithoutNationalPrefix(digits);
        if (stripped == digits || (plan.Matches(digits) && !plan.Matches(stripped))) return digits;
        var owner = NumberingPlans.FindOwner(plan.CallingCode, stripped) ?? plan;
        return owner.CheckLength(stripped) is LengthCheck.TooShort or LengthCheck.Impossible ? digits : stripped;
    }
}
