using System.Text.Encodings.Web;
using System.Text.Json;
using UnifiedInbox.Contacts.PhoneNumbers;

namespace UnifiedInbox.Tests.Contacts;

public sealed class PhoneNumberTests
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [SkippableFact]
    public void Every_vector_comes_out_as_the_library_has_it()
    {
        var path = Path.Combine(Repository(), "../shared/protocols/vectors/phone-numbers.json");
        Skip.IfNot(File.Exists(path), "the shared vectors are not beside this repository");
        using var vectors = JsonDocument.Parse(File.ReadAllText(path));
        foreach (var vector in vectors.RootElement.GetProperty("cases").EnumerateArray())
        {
            var expected = vector.GetProperty("expected");
            var actual = Describe(vector.GetProperty("input").GetString()!, vector.GetProperty("default_region").GetString());
            Assert.Equal((vector.GetProperty("id").GetString(), JsonSerializer.Serialize(expected, Plain)), (vector.GetProperty("id").GetString(), actual));
        }
    }

    [Theory]
    [InlineData("0044 (0)20-7946 0958", "DE", "+442079460958")]
    [InlineData("1-415-555-2671", "US", "+14155552671")]
    [InlineData("0011 1 415 555 2671", "AU", "+14155552671")]
    [InlineData("0343 15 555 1212", "AR", "+5493435551212")]
    [InlineData("tel:555-2671;phone-context=+1-415", null, "+14155552671")]
    [InlineData("whatsapp:+4915123456789", null, "+4915123456789")]
    [InlineData("٠٥٠ ١٢٣ ٤٥٦٧", "AE", "+971501234567")]
    [InlineData("49 30 1234567", "DE", "+49301234567")]
    [InlineData("+44 7624 369230", "GB", "+447624369230")]
    [InlineData("+881 612 345 678", null, "+881612345678")]
    public void A_number_is_read_as_it_would_be_dialled(string input, string? region, string e164)
    {
        Assert.True(PhoneNumber.TryParse(input, region, out var number, out _));
        Assert.Equal(e164, number.E164);
    }

    [Theory]
    [InlineData("+1", "US", PhoneNumberError.TooShort)]
    [InlineData("+49 1", null, PhoneNumberError.TooShort)]
    [InlineData("+49 123456789012345678", null, PhoneNumberError.TooLong)]
    [InlineData("020 7946 0958", null, PhoneNumberError.InvalidCountry)]
    [InlineData("020 7946 0958", "uk", PhoneNumberError.InvalidCountry)]
    [InlineData("\ud800 \0", "US", PhoneNumberError.NotANumber)]
    public void What_is_no_number_says_why(string input, string? region, string reason)
    {
        Assert.False(PhoneNumber.TryParse(input, region, out _, out var error));
        Assert.Equal(reason, error);
    }

    [Theory]
    [InlineData("(416) 555-0123", "US", "CA")]
    [InlineData("+1 876 555 0123", null, "JM")]
    [InlineData("+7 701 234 5678", "RU", "KZ")]
    [InlineData("+44 1534 123456", null, "JE")]
    [InlineData("+1 999 555 0123", null, null)]
    public void Of_countries_sharing_a_code_the_one_that_owns_the_digits_is_told(string input, string? region, string? country)
    {
        Assert.True(PhoneNumber.TryParse(input, region, out var number, out _));
        Assert.Equal(country, number.Country);
    }

    [Fact]
    public void Hostile_text_costs_little()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        foreach (var filler in new[] { ",", " ", "1", "-", "1-", "1 x", ";ext=", "(", "１", ";phone-context=1-" })
            PhoneNumber.TryParse("+1" + string.Concat(Enumerable.Repeat(filler, 240 / filler.Length)), "US", out _, out _);
        Assert.InRange(watch.ElapsedMilliseconds, 0, 2000);
        Assert.False(PhoneNumber.TryParse(new string('1', 1_000_000), "US", out _, out var error));
        Assert.Equal(PhoneNumberError.TooLong, error);
    }

    private static string Describe(string input, string? region)
    {
        var parsed = PhoneNumber.TryParse(input, region, out var number, out var error);
        return JsonSerializer.Serialize(parsed
            ? (object)new
            {
                parsed,
                e164 = number!.E164,
                country_calling_code = number.CallingCode,
                country = number.Country,
                national_number = number.NationalNumber,
                extension = number.Extension,
                possible = number.IsPossible,
                valid = number.IsValid,
                type = number.Type,
                international = number.FormatInternational(),
                national = number.FormatNational(),
            }
            : new { parsed, error }, Plain);
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "UnifiedInbox.slnx"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
