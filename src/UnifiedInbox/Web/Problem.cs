namespace UnifiedInbox.Web;

/// <summary>Errors of the API: RFC 9457 problem details with a <c>code</c> that programs switch on.</summary>
internal static class Problem
{
    public static IResult Of(int status, string code, string detail, params (string Name, object? Value)[] extensions)
    {
        var members = new Dictionary<string, object?> { ["code"] = code };
        foreach (var (name, value) in extensions) members[name] = value;
        return TypedResults.Problem(detail: detail, statusCode: status, extensions: members);
    }

    /// <summary>422: one field is not acceptable.</summary>
    public static IResult Invalid(string field, string message, string code = "invalid") =>
        Invalid(new Dictionary<string, string[]> { [field] = [message] }, code);

    /// <summary>422: several fields are not acceptable.</summary>
    public static IResult Invalid(IReadOnlyDictionary<string, string[]> errors, string code = "invalid") =>
        Of(422, code, string.Join(" ", errors.SelectMany(error => error.Value)), ("errors", errors));
}
