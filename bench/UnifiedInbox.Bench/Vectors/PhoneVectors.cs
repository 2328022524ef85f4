using System.Text.Json.Nodes;
using UnifiedInbox.Contacts.PhoneNumbers;

namespace UnifiedInbox.Bench.Vectors;

/// <summary><c>phone-numbers*.json</c>: parsing and E.164.</summary>
internal static class PhoneVectors
{
    public static string? Check(JsonObject vector)
    {
        var expected = vector["expected"]!.AsObject();
        var actual = Parse(vector["input"]!.ToString(), vector["default_region"]?.ToString());
        foreach (var (name, value) in expected)
            if (!VectorFiles.Same(value, actual[name])) return name + " = " + (actual[name]?.ToJsonString() ?? "null");
        return null;
    }

    private static JsonObject Parse(string input, string? region)
    {
        if (!PhoneNumber.TryParse(input, region, out var number, out var error)) return new JsonObject { ["parsed"] = false, ["error"] = error };
        return new JsonObject
        {
            ["parsed"] = true,
            ["e164"] = number.E164,
            ["country_calling_code"] = number.CallingCode,
            ["country"] = number.Country,
            ["national_number"] = number.NationalNumber,
            ["extension"] = number.Extension,
            ["possible"] = number.IsPossible,
            ["valid"] = number.IsValid,
            ["type"] = number.Type,
            ["international"] = number.FormatInternational(),
            ["national"] = number.FormatNational(),
        };
    }
}
