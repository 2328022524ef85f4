using System.Collections.Frozen;
using System.Globalization;

namespace UnifiedInbox.Members.Events;

/// <summary>An amount in the minor units of its currency: 2900 USD is $29.00, 2900 JPY is ¥2,900. Never a float.</summary>
/// <param name="Minor">Cents, pence, fils; whole yen.</param>
/// <param name="Currency">ISO 4217, upper case.</param>
public sealed record Money(long Minor, string Currency)
{
    /// <summary>The currencies in use; those of no country (gold, test codes) are none here.</summary>
    private static readonly FrozenSet<string> Codes = ("AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLF CLP "
        + "CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW "
        + "KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB "
        + "RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UYW UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG")
        .Split(' ').ToFrozenSet();

    private static readonly FrozenSet<string> Whole = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYW VND VUV XAF XOF XPF".Split(' ').ToFrozenSet();
    private static readonly FrozenSet<string> Thousandths = "BHD IQD JOD KWD LYD OMR TND".Split(' ').ToFrozenSet();

    private static readonly FrozenDictionary<string, string> Signs = new Dictionary<string, string>
    {
        ["USD"] = "$", ["EUR"] = "€", ["GBP"] = "£", ["JPY"] = "¥", ["CAD"] = "CA$", ["AUD"] = "A$", ["INR"] = "₹", ["KRW"] = "₩", ["BRL"] = "R$",
    }.ToFrozenDictionary();

    /// <summary>How many digits stand behind the point.</summary>
    public int Digits => Whole.Contains(Currency) ? 0 : Thousandths.Contains(Currency) ? 3 : Currency == "CLF" ? 4 : 2;

    /// <summary>Reads a currency's three letters in any case.</summary>
    public static bool TryReadCurrency(string? text, out string currency)
    {
        currency = (text ?? "").Trim().ToUpperInvariant();
        return Codes.Contains(currency);
    }

    /// <summary><c>$29.00</c>, <c>−$5.00</c>, <c>CHF 1,200.50</c>.</summary>
    public override string ToString() => Text(Minor, Digits);

    /// <summary>Without the digits behind the point where those are zero: <c>$29</c>.</summary>
    public string ToShortString() => Minor % (long)Math.Pow(10, Digits) == 0 ? Text(Minor, 0, Digits) : ToString();

    private string Text(long minor, int shown, int? cut = null)
    {
        var value = Math.Abs((decimal)minor);
        for (var i = 0; i < (cut ?? shown); i++) value /= 10;
        var number = value.ToString("N" + shown.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return (minor < 0 ? "−" : "") + (Signs.TryGetValue(Currency, out var sign) ? sign + number : Currency + " " + number);
    }
}
