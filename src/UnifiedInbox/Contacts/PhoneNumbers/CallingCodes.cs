namespace UnifiedInbox.Contacts.PhoneNumbers;

/// <summary>Takes the country code off a dialled number.</summary>
internal static class CallingCodes
{
    /// <summary>
    /// The country code and the digits behind it; no code and all digits where the number is national; nothing at all where it
    /// claims to be international and no country has such a code.
    /// </summary>
    public static (string? CallingCode, string? National) Split(string dialled, NumberingPlan? home)
    {
        if (dialled.Length == 0) return (null, null);
        if (dialled[0] == '+') return SplitInternational(dialled.AsSpan(1));
        if (home is null) return (null, dialled);
        if (WithoutIddPrefix(dialled, home) is { Length: > 0 } abroad) return SplitInternational(abroad);
        return WithForgottenPlus(dialled, home) ?? (null, dialled);
    }

    /// <summary>No country code is the beginning of another one, so the first that exists is the one.</summary>
    private static (string?, string?) SplitInternational(ReadOnlySpan<char> digits)
    {
        for (var length = 1; length <= Math.Min(3, digits.Length); length++)
        {
            var code = digits[..length].ToString();
            if (NumberingPlans.OfCallingCode(code) is not null) return (code, digits[length..].ToString());
        }
        return (null, null);
    }

    /// <summary>Prefix for calling abroad: 011 in the US, 00 in most of Europe. Behind it comes a country code, which is never 0.</summary>
    private static string? WithoutIddPrefix(string dialled, NumberingPlan home)
    {
        var length = home.IddPrefixLength(dialled);
        return length is null || dialled.ElementAtOrDefault(length.Value) == '0' ? null : dialled[length.Value..];
    }

    /// <summary>
    /// People write 49 30 1234… for +49 30 1234…. In Germany 49 may also begin a national number, so the country code is taken off
    /// only where the number fits the plan without it and not with it, or is too long with it.
    /// </summary>
    private static (string?, string?)? WithForgottenPlus(string dialled, NumberingPlan home)
    {
        if (!dialled.StartsWith(home.CallingCode, StringComparison.Ordinal)) return null;
        var rest = dialled[home.CallingCode.Length..];
        var with = NationalPrefixes.Strip(dialled, home);
        var without = NationalPrefixes.Strip(rest, home);
        return (!home.Matches(with) && home.Matches(without)) || home.CheckLength(with) == LengthCheck.TooLong
            ? (home.CallingCode, rest)
            : null;
    }
}
