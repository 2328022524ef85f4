using System.Text.Json;
using UnifiedInbox.Contacts.PhoneNumbers;
using UnifiedInbox.Csv;
using UnifiedInbox.Database;
using UnifiedInbox.Web;

namespace UnifiedInbox.Contacts.Importing;

/// <summary>What somebody wants done otherwise than guessed: the API's <c>mapping</c>, or the form. What is null stays as guessed.</summary>
internal sealed record ImportMapping
{
    /// <summary>By heading, or by number from 1: one of <see cref="ImportField"/>. Columns not named are left out; null guesses all.</summary>
    public Dictionary<string, string>? Columns { get; init; }

    public string? Encoding { get; init; }

    /// <summary>One character.</summary>
    public string? Delimiter { get; init; }

    public bool? HasHeader { get; init; }

    /// <summary>ISO 3166; empty for none.</summary>
    public string? Country { get; init; }

    /// <summary><c>skip</c>, <c>fill</c> or <c>overwrite</c>.</summary>
    public string? Existing { get; init; }

    /// <summary><c>month_first</c> or <c>day_first</c>.</summary>
    public string? Dates { get; init; }

    public string? ConsentStatement { get; init; }
    public string? ConsentSource { get; init; }
    public Guid? ConsentInboxId { get; init; }

    /// <summary>Only says what would happen.</summary>
    public bool DryRun { get; init; }

    /// <summary>Null where the text is no such object.</summary>
    public static ImportMapping? Parse(string? json)
    {
        if (string.IsNullOrWhiteSpace(json)) return new ImportMapping();
        try
        {
            return JsonSerializer.Deserialize<ImportMapping>(json, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Turns a guess and a mapping into the plan an import runs by.</summary>
internal sealed class PlanImport(Db db, ImportFiles files)
{
    private const int Sampled = 50;
    private const int LongestStatement = 500;

    private const string HasInbox = "SELECT EXISTS (SELECT FROM inboxes WHERE id = @id)";

    /// <summary>The plan, whatever is wrong with it, and what that is by field.</summary>
    public async Task<(ImportPlan Plan, FieldErrors Errors)> RunAsync(Guid id, ImportPlan plan, ImportMapping mapping, CancellationToken ct)
    {
        var errors = new FieldErrors();
        var format = ReadFormat(plan, mapping, errors);
        // Columns of another reading are other columns.
        if (format.Encoding != plan.Encoding || format.Delimiter != plan.Delimiter || format.HasHeader != plan.HasHeader)
        {
            var records = await CsvFormat.ReadAsync(await files.HeadAsync(id, format.Encoding, ct), format.Delimiter, Sampled, ct);
            format = format with { Columns = GuessColumns.Of(records, format.HasHeader) };
        }
        var result = ReadChoices(format, mapping, errors);
        if (mapping.Columns is { } named) result = result with { Columns = Name(result.Columns, named, errors) };
        if (!result.Columns.Any(column => column.Field is ImportField.Phone or ImportField.Email or ImportField.WhatsApp))
            errors.TryAdd("columns", ["Choose a column with phone numbers or email addresses: without one nobody can be told from another."]);
        if (result.ConsentInboxId is { } inbox && !await db.FindAsync<bool>(HasInbox, new { id = inbox }, ct)) errors.TryAdd("consentInboxId", ["There is no such inbox."]);
        return (result, errors);
    }

    private static ImportPlan ReadFormat(ImportPlan plan, ImportMapping mapping, FieldErrors errors)
    {
        if (mapping.Encoding is { } encoding && !CsvEncoding.Exists(encoding)) errors.TryAdd("encoding", [$"An encoding is one of {string.Join(", ", CsvEncoding.All.Select(one => one.Name))}."]);
        if (mapping.Delimiter is { } sign && !CsvFormat.Delimiters.Any(one => one.Sign.ToString() == sign)) errors.TryAdd("delimiter", ["Columns are separated by a comma, a semicolon, a tab or a vertical bar."]);
        return plan with
        {
            Encoding = errors.ContainsKey("encoding") ? plan.Encoding : mapping.Encoding ?? plan.Encoding,
            Delimiter = errors.ContainsKey("delimiter") ? plan.Delimiter : mapping.Delimiter?[0] ?? plan.Delimiter,
            HasHeader = mapping.HasHeader ?? plan.HasHeader,
        };
    }

    private static ImportPlan ReadChoices(ImportPlan plan, ImportMapping mapping, FieldErrors errors)
    {
        var country = mapping.Country?.Trim().ToUpperInvariant();
        if (country is { Length: > 0 } && NumberingPlans.OfCountry(country) is null) errors.TryAdd("country", ["A country is two letters, such as US, GB or DE."]);
        if (mapping.Existing is not (null or ImportPlan.Skip or ImportPlan.Fill or ImportPlan.Overwrite)) errors.TryAdd("existing", ["Who is known already is one of skip, fill, overwrite."]);
        if (mapping.Dates is not (null or "month_first" or "day_first")) errors.TryAdd("dates", ["Dates are month_first or day_first."]);
        if (mapping.ConsentStatement?.Length > LongestStatement) errors.TryAdd("consentStatement", [$"The wording has at most {LongestStatement} characters."]);
        if (mapping.ConsentSource?.Length > LongestStatement) errors.TryAdd("consentSource", [$"The source has at most {LongestStatement} characters."]);
        return plan with
        {
            Country = country is null || errors.ContainsKey("country") ? plan.Country : country.Length == 0 ? null : country,
            Existing = errors.ContainsKey("existing") ? plan.Existing : mapping.Existing ?? plan.Existing,
            MonthFirst = mapping.Dates is null ? plan.MonthFirst : mapping.Dates == "month_first",
            ConsentStatement = Text(mapping.ConsentStatement, plan.ConsentStatement),
            ConsentSource = Text(mapping.ConsentSource, plan.ConsentSource),
            ConsentInboxId = mapping.ConsentInboxId ?? plan.ConsentInboxId,
        };
    }

    /// <summary>Null is not said; empty takes back.</summary>
    private static string? Text(string? given, string? known) => given is null ? known : given.Trim().Length == 0 ? null : given.Trim();

    private static List<ImportColumn> Name(IReadOnlyList<ImportColumn> columns, Dictionary<string, string> named, FieldErrors errors)
    {
        var fields = new string?[columns.Count];
        foreach (var (name, field) in named)
        {
            var at = columns.ToList().FindIndex(column => column.Heading.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase));
            if (at < 0 && int.TryParse(name, out var number) && number >= 1 && number <= columns.Count) at = number - 1;
            if (at < 0) errors.TryAdd("columns", [$"The file has no column “{(name.Length > 60 ? name[..60] + "…" : name)}”."]);
            else if (!ImportField.Exists(field)) errors.TryAdd("columns", [$"A column is one of {string.Join(", ", ImportField.All.Select(one => one.Name).Where(one => one.Length > 0))}."]);
            else fields[at] = field;
        }
        // The later one would win without a word, and half of a file would carry the wrong name.
        if (fields.FirstOrDefault(field => ImportField.IsSingle(field) && fields.Count(other => other == field) > 1) is { } twice)
            errors.TryAdd("columns", [$"Two columns cannot both be “{ImportField.All.First(one => one.Name == twice).Words}”: leave one of them out."]);
        return [.. columns.Select((column, index) => column with { Field = fields[index] ?? ImportField.Ignore })];
    }
}
