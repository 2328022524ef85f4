using System.Text;
using System.Text.RegularExpressions;

namespace UnifiedInbox.Csv;

/// <summary>
/// Writes rows of RFC 4180. A spreadsheet takes a cell that begins with = + - or @ (or a tab or a return) for a formula, and runs it:
/// such a cell gets an apostrophe in front, which spreadsheets hide. Plain numbers with a sign are no formulas and stay as they
/// are, telephone numbers among them. <see cref="Unguarded"/> takes the apostrophe off again.
/// </summary>
internal static partial class CsvText
{
    public const string ContentType = "text/csv; charset=utf-8";

    /// <summary>What spreadsheets need to read the file as UTF-8.</summary>
    public const string Mark = "\uFEFF";

    public static StringBuilder AppendRow(this StringBuilder text, params ReadOnlySpan<string?> cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            if (i > 0) text.Append(',');
            var cell = Guarded(cells[i] ?? "");
            if (cell.AsSpan().IndexOfAny(",\"\r\n;") >= 0 || cell.StartsWith(' ') || cell.EndsWith(' '))
                text.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
            else
                text.Append(cell);
        }
        return text.Append("\r\n");
    }

    public static string Guarded(string cell) => IsFormula(cell) ? "'" + cell : cell;

    /// <summary>Also where a person put the apostrophe there, as one does to keep the plus of a number.</summary>
    public static string Unguarded(string cell) => cell is ['\'', '=' or '+' or '-' or '@' or '\t' or '\r', ..] ? cell[1..] : cell;

    private static bool IsFormula(ReadOnlySpan<char> cell) =>
        cell.Length > 0 && cell[0] is '=' or '+' or '-' or '@' or '\t' or '\r' && !SignedNumber().IsMatch(cell);

    [GeneratedRegex(@"^[+-][0-9]{1,20}([.,][0-9]{1,10})?\z")]
    private static partial Regex SignedNumber();
}
