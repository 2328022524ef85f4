using System.Diagnostics.CodeAnalysis;

namespace UnifiedInbox.Contacts.PhoneNumbers;

/// <summary>
/// A telephone number as it was understood, and what its numbering plan says about it.
/// <para>
/// The rules follow Google's libphonenumber as the npm package libphonenumber-js 1.13 words them
/// (<c>parsePhoneNumberWithError</c> with its "max" metadata), and the numbering plans are that package's
/// <c>metadata.max.json</c>, embedded at build: numbering plans change monthly, so the package is the thing to update.
/// </para>
/// <para>
/// Parsing is forgiving: it looks for a number in the text and takes what it finds, also where digits are missing.
/// Only <see cref="IsPossible"/> (the length fits the plan) makes a number an address to write to;
/// <see cref="IsValid"/> (the digits fit it too) is advice, because plans are amended before metadata is. Not here: letters
/// for digits (1-800-FLOWERS), local numbers without area code, short codes, carrier codes, and numbers in running prose.
/// </para>
/// </summary>
internal sealed record PhoneNumber
{
    private readonly NumberingPlan plan;

    private PhoneNumber(NumberingPlan plan, string callingCode, string? country, string nationalNumber, string? extension)
    {
        this.plan = plan;
        CallingCode = callingCode;
        Country = country;
        NationalNumber = nationalNumber;
        Extension = extension;
    }

    /// <summary>The number with country code, as E.164 writes it: the form to store, to compare and to hand to a provider.</summary>
    public string E164 => "+" + CallingCode + NationalNumber;

    /// <summary>Country calling code: 1 to 3 digits.</summary>
    public string CallingCode { get; }

    /// <summary>ISO 3166 code of the country whose plan the number fits, or null: several may fit, or none may own it (+800).</summary>
    public string? Country { get; }

    /// <summary>National significant number: the digits after the country code, leading zeros of Italy included.</summary>
    public string NationalNumber { get; }

    /// <summary>The extension behind the number, as it was written; never a part of <see cref="E164"/>.</summary>
    public string? Extension { get; }

    public bool IsPossible => plan.CheckLength(NationalNumber) == LengthCheck.Possible;

    public bool IsValid => plan.HasTypes ? Type is not null : plan.Matches(NationalNumber);

    /// <summary>
    /// FIXED_LINE, MOBILE, FIXED_LINE_OR_MOBILE, PREMIUM_RATE, TOLL_FREE, SHARED_COST, VOIP, PERSONAL_NUMBER, PAGER, UAN,
    /// VOICEMAIL, or null where the plan knows no such number.
    /// </summary>
    public string? Type => plan.TypeOf(NationalNumber);

    /// <summary>For example <c>+44 20 7946 0958</c>, with the extension behind it.</summary>
    public string FormatInternational() => $"+{CallingCode} {plan.Format(NationalNumber, international: true)}{FormatExtension()}";

    /// <summary>For example <c>020 7946 0958</c>: as it is dialled and written inside its country.</summary>
    public string FormatNational() => plan.Format(NationalNumber, international: false) + FormatExtension();

    public override string ToString() => E164;

    /// <summary>
    /// Finds the number in <paramref name="input"/>: any punctuation, full-width or Arabic digits, <c>tel:</c> and
    /// <c>whatsapp:</c> before it, an extension behind it. A number without <c>+</c> is read as one dials it in
    /// <paramref name="defaultRegion"/> (ISO 3166, upper case), with that country's prefixes for calling abroad.
    /// Otherwise <paramref name="error"/> is one of <see cref="PhoneNumberError"/>.
    /// </summary>
    public static bool TryParse(string input, string? defaultRegion, [NotNullWhen(true)] out PhoneNumber? number, out string error)
    {
        number = null;
        NumberingPlan? home = null;
        if (!string.IsNullOrEmpty(defaultRegion) && (home = NumberingPlans.OfCountry(defaultRegion)) is null)
            return Refused(PhoneNumberError.InvalidCountry, out error);
        if (!PhoneText.TryExtract(input, out var text, out error)) return false;

        var (callingCode, national) = CallingCodes.Split(PhoneText.Dialled(text.Number), home);
        if (national is null || (callingCode ?? home?.CallingCode) is not { } code)
            return Refused(PhoneNumberError.InvalidCountry, out error);
        if (national.Length == 0) return Refused(PhoneNumberError.TooShort, out error);

        var plan = callingCode is null ? home! : NumberingPlans.OfCallingCode(code)!;
        national = NationalPrefixes.Strip(national, plan);
        var owner = NumberingPlans.FindOwner(code, national);
        var country = owner?.Country ?? (callingCode is null ? home!.Country : null);
        if (national.Length < 2) return Refused(PhoneNumberError.TooShort, out error);
        if (national.Length > 17) return Refused(PhoneNumberError.TooLong, out error);

        number = new PhoneNumber(owner ?? plan, code, country, national, text.Extension);
        return true;
    }

    private string FormatExtension() => Extension is null ? "" : plan.ExtensionPrefix + Extension;

    private static bool Refused(string reason, out string error)
    {
        error = reason;
        return false;
    }
}

/// <summary>Why a text is no telephone number; the codes are libphonenumber's.</summary>
internal static class PhoneNumberError
{
    public const string NotANumber = "NOT_A_NUMBER";

    /// <summary>No country code is known for it: an unassigned code, or a national number and no default region.</summary>
    public const string InvalidCountry = "INVALID_COUNTRY";

    public const string TooShort = "TOO_SHORT";
    public const string TooLong = "TOO_LONG";
}
