using System.Globalization;

namespace UnifiedInbox.Bench;

/// <summary>Prints rows of measurements, aligned.</summary>
internal static class Table
{
    public static void Heading(string text) => Console.WriteLine("\n" + text + "\n" + new string('-', text.Length));

    public static void Row(string what, params (string Name, double Value)[] numbers) => Console.WriteLine(
        what.PadRight(44) + string.Join("   ", numbers.Select(number => number.Name + " " + Format(number.Value))));

    private static string Format(double value) => Math.Abs(value) switch
    {
        >= 100 => value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    };
}
